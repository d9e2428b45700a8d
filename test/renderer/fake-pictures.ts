/** Pictures of made-up samples: 28 x 28 grey pixels, a stroke pattern for each class. */

export const TILE = 28;

/** Lit segments of a seven-segment digit: top, upper left, upper right, middle, lower left, lower right, bottom. */
const SEGMENTS = [
  '1110111', '0010010', '1011101', '1011011', '0111010',
  '1101011', '1101111', '1010010', '1111111', '1111011',
]; // prettier-ignore

/** [x0, y0, x1, y1] of each segment within a tile. */
const STROKES = [
  [9, 5, 19, 5],
  [9, 5, 9, 14],
  [19, 5, 19, 14],
  [9, 14, 19, 14],
  [9, 14, 9, 23],
  [19, 14, 19, 23],
  [9, 23, 19, 23],
];

function tilePixel(label: number, sample: number, x: number, y: number): number {
  // Slanted, moved and thickened a little, differently for each sample.
  const slant = ((sample % 7) - 3) / 14;
  const dx = ((sample >> 3) % 5) - 2;
  const width = 1.1 + ((sample >> 5) % 4) * 0.35;
  const px = x - dx + slant * (y - 14);
  let nearest = Infinity;
  STROKES.forEach(([x0, y0, x1, y1], i) => {
    if (SEGMENTS[label][i] === '0') return;
    const cx = Math.min(Math.max(px, x0), x1);
    const cy = Math.min(Math.max(y, y0), y1);
    nearest = Math.min(nearest, Math.hypot(px - cx, y - cy));
  });
  return Math.max(0, Math.min(255, Math.round(255 * (1 + width - nearest))));
}

/** Mosaic tiles of samples of a data set with these labels. */
export function fakeMosaics(labels: Uint16Array, samples: Uint32Array): Uint8Array {
  const pixels = new Uint8Array(samples.length * TILE ** 2);
  samples.forEach((sample, i) => {
    for (let at = 0; at < TILE ** 2; at++) {
      const [x, y] = [at % TILE, Math.floor(at / TILE)];
      pixels[i * TILE ** 2 + at] = tilePixel(labels[sample], sample, x, y);
    }
  });
  return pixels;
}
