/** The density of a data map as pixels, a pixel a cell, the top row first. */
import type { Rgb } from '../../lib/colour.ts';

export type Density = {
  columns: number;
  rows: number;
  /** Samples a cell, the bottom row first: all of the training split, and those that are found. */
  all: Uint32Array;
  found: Uint32Array;
  /** The share of a cell that is right, NaN of an empty one. */
  right: Float32Array;
};

/** The faintest cell that is not empty, so that a single sample of a million is seen. */
const FAINTEST = 0.28;

/**
 * The more samples a cell has, by their logarithm, the more of its colour: a mix from `wrong` to
 * `right` by the share that is right, or `found` where the filter finds any and `rest` elsewhere.
 */
export function densityPixels(
  { columns, rows, all, found, right }: Density,
  colours: { by: 'outcome'; right: Rgb; wrong: Rgb } | { by: 'found'; found: Rgb; rest: Rgb },
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  let most = 1;
  for (let cell = 0; cell < all.length; cell++) if (all[cell] > most) most = all[cell];
  const scale = 1 / Math.log1p(most);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      // What is found is seen through what is not.
      const count = colours.by === 'found' && found[cell] > 0 ? found[cell] : all[cell];
      if (count === 0) continue;
      const colour =
        colours.by === 'found'
          ? found[cell] > 0
            ? colours.found
            : colours.rest
          : mixed(colours.wrong, colours.right, right[cell]);
      const at = 4 * ((rows - 1 - row) * columns + column);
      const depth = FAINTEST + (1 - FAINTEST) * Math.log1p(count) * scale;
      pixels[at] = colour[0];
      pixels[at + 1] = colour[1];
      pixels[at + 2] = colour[2];
      pixels[at + 3] = 255 * (colours.by === 'found' && found[cell] === 0 ? depth / 2 : depth);
    }
  }
  return pixels;
}

/** Where nothing is known of a cell, in the middle. */
function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const part = Number.isNaN(share) ? 0.5 : share;
  return [0, 1, 2].map((i) => Math.round(from[i] + (to[i] - from[i]) * part)) as unknown as Rgb;
}
