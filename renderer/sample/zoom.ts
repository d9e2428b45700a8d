/** How large a pixel of a picture is drawn, in CSS pixels; whole screen pixels where it is enlarged. */

type Size = { width: number; height: number };

const MOST = 64;
const STEP = 1.25;

/** The largest at which a picture fits into a box. */
export function fitting(picture: Size, box: Size, ratio: number): number {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  return sharp(Math.max(0, scale), ratio, Math.floor);
}

/** One pixel of the picture to one of the screen. */
export const oneToOne = (ratio: number): number => 1 / ratio;

/** The next larger or smaller one; the smallest shows the whole picture, or each pixel as it is. */
export function stepped(scale: number, by: 1 | -1, fit: number, ratio: number): number {
  const next =
    by === 1 ? sharp(scale * STEP, ratio, Math.ceil) : sharp(scale / STEP, ratio, Math.floor);
  return Math.min(Math.max(next, Math.min(fit, oneToOne(ratio))), Math.max(fit, MOST / ratio));
}

const sharp = (scale: number, ratio: number, round: (x: number) => number): number =>
  // The small term keeps a quotient just beside a whole number from being the next one.
  scale * ratio >= 1 ? round(scale * ratio - (round === Math.ceil ? 1e-9 : -1e-9)) / ratio : scale;

/** How far to scroll so that what was under a point of the view stays there. */
export const scrollFor = (scrolled: number, point: number, before: number, after: number): number =>
  ((scrolled + point) * after) / before - point;
