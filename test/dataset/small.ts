import { idx } from '../support/idx-folder.ts';

/** Bytes that differ from place to place, so that no two small images are alike. */
export const pattern = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 17 + seed) % 251);

type Sizes = { train?: number; test?: number; shape?: readonly number[]; classes?: number };

/** A data set as arrays; sample i has the label i % classes. */
export function smallArrays({ train = 30, test = 12, shape = [3, 4], classes = 3 }: Sizes = {}) {
  const size = shape.reduce((product, length) => product * length, 1);
  const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % classes);
  return {
    shape,
    train: { pixels: pattern(train * size, 1), labels: labels(train) },
    test: { pixels: pattern(test * size, 2), labels: labels(test) },
  };
}

/** The same as IDX files by their usual names. */
export function smallFiles(sizes: Sizes = {}): Record<string, Uint8Array> {
  const { shape, train, test } = smallArrays(sizes);
  const rank = shape.length + 1;
  return {
    [`train-images-idx${rank}-ubyte`]: idx([train.labels.length, ...shape], train.pixels),
    'train-labels-idx1-ubyte': idx([train.labels.length], train.labels),
    [`t10k-images-idx${rank}-ubyte`]: idx([test.labels.length, ...shape], test.pixels),
    't10k-labels-idx1-ubyte': idx([test.labels.length], test.labels),
  };
}
