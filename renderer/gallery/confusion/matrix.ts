/** What is drawn and listed of a confusion matrix: `counts` row by row, rows are labels, columns predictions. */
import type { Rgb } from '../../lib/colour.ts';

export type Matrix = { classes: number; counts: Uint32Array };
export type Cell = { label: number; predicted: number };
export type Confusion = Cell & {
  count: number;
  /** Of the samples with the label. */
  share: number;
};

/** Samples of each label. */
export function rowTotals({ classes, counts }: Matrix): Uint32Array {
  const totals = new Uint32Array(classes);
  for (let i = 0; i < counts.length; i++) totals[Math.floor(i / classes)] += counts[i];
  return totals;
}

/** The cells beside the diagonal with the most samples, or the largest shares of their rows. */
export function worstOf(matrix: Matrix, by: 'count' | 'share', most: number): Confusion[] {
  const { classes, counts } = matrix;
  const totals = rowTotals(matrix);
  const worst: Confusion[] = [];
  for (let label = 0; label < classes; label++) {
    for (let predicted = 0; predicted < classes; predicted++) {
      const count = counts[label * classes + predicted];
      if (count === 0 || label === predicted) continue;
      const confusion = { label, predicted, count, share: count / totals[label] };
      if (worst.length === most && confusion[by] <= worst[most - 1][by]) continue;
      // The list is short: each is put in its place.
      const place = worst.findIndex((other) => other[by] < confusion[by]);
      worst.splice(place < 0 ? worst.length : place, 0, confusion);
      if (worst.length > most) worst.pop();
    }
  }
  return worst;
}

/**
 * How dark a cell is drawn, 0 … 1: beside the diagonal against the largest one there, on it against
 * the largest there, since what is right would outshine all else. Roots, so that small ones are seen.
 */
export function shadesOf(matrix: Matrix, by: 'count' | 'share'): Float32Array {
  const { classes, counts } = matrix;
  const totals = rowTotals(matrix);
  const shades = new Float32Array(counts.length);
  let [right, wrong] = [0, 0];
  for (let label = 0, i = 0; label < classes; label++) {
    for (let predicted = 0; predicted < classes; predicted++, i++) {
      const value = by === 'count' ? counts[i] : counts[i] / Math.max(1, totals[label]);
      shades[i] = value;
      if (label === predicted) right = Math.max(right, value);
      else wrong = Math.max(wrong, value);
    }
  }
  for (let i = 0; i < shades.length; i++) {
    const most = i % (classes + 1) === 0 ? right : wrong;
    shades[i] = most === 0 ? 0 : Math.sqrt(shades[i] / most);
  }
  return shades;
}

/** The cell that a key leads to; null for a key of another use. */
export function cellAfter(
  { label, predicted }: Cell,
  classes: number,
  key: { key: string; ctrl: boolean },
): Cell | null {
  const last = classes - 1;
  const page = Math.max(1, Math.round(classes / 10));
  const within = (place: number) => Math.min(last, Math.max(0, place));
  switch (key.key) {
    case 'ArrowLeft':
      return { label, predicted: within(predicted - 1) };
    case 'ArrowRight':
      return { label, predicted: within(predicted + 1) };
    case 'ArrowUp':
      return { label: within(label - 1), predicted };
    case 'ArrowDown':
      return { label: within(label + 1), predicted };
    case 'PageUp':
      return { label: within(label - page), predicted };
    case 'PageDown':
      return { label: within(label + page), predicted };
    case 'Home':
      return { label: key.ctrl ? 0 : label, predicted: 0 };
    case 'End':
      return { label: key.ctrl ? last : label, predicted: last };
    default:
      return null;
  }
}

/**
 * The matrix as pixels of a square. Where it has more cells than pixels, a pixel shows the darkest of
 * its cells, so that no confusion is lost.
 */
export function pixelsOf(
  shades: Float32Array,
  classes: number,
  side: number,
  colours: { right: Rgb; wrong: Rgb },
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(side * side * 4);
  const start = Uint32Array.from({ length: classes + 1 }, (_, i) =>
    Math.floor((i * side) / classes),
  );
  for (let label = 0, i = 0; label < classes; label++) {
    for (let predicted = 0; predicted < classes; predicted++, i++) {
      if (shades[i] === 0) continue;
      const isRight = label === predicted;
      const [red, green, blue] = isRight ? colours.right : colours.wrong;
      const alpha = isRight ? 30 + 70 * shades[i] : 40 + 215 * shades[i];
      const right = Math.max(start[predicted] + 1, start[predicted + 1]);
      const bottom = Math.max(start[label] + 1, start[label + 1]);
      for (let y = start[label]; y < bottom; y++) {
        for (let x = start[predicted]; x < right; x++) {
          const at = 4 * (y * side + x);
          if (pixels[at + 3] >= alpha) continue;
          pixels[at] = red;
          pixels[at + 1] = green;
          pixels[at + 2] = blue;
          pixels[at + 3] = alpha;
        }
      }
    }
  }
  return pixels;
}
