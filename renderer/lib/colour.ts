/** Colours of the theme as numbers, for what is painted pixel by pixel. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** @param text `#rrggbb`, as the tokens are written; anything else is black */
export function rgbOf(text: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (match === null) return [0, 0, 0];
  return [parseInt(match[1], 16), parseInt(match[2], 16), parseInt(match[3], 16)];
}
