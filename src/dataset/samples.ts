import { pixelsOf, type SampleShape } from '../core/record/sample-shape.ts';

/** The samples of one split, in order. */
export type Samples = {
  count: number;
  shape: SampleShape;
  /** count x height x width x channels. */
  pixels: Uint8Array;
  labels: Uint8Array;
};

/** The pixels of one sample, as a view. */
export function imageOf({ shape, pixels }: Samples, index: number): Uint8Array {
  const size = pixelsOf(shape);
  return pixels.subarray(index * size, (index + 1) * size);
}

/** The samples at `indices` (ascending). Where these are all of them, the pixels are not copied. */
export function takeSamples(from: Samples, indices: Uint32Array): Samples {
  if (indices.length === from.count) return from;
  const size = pixelsOf(from.shape);
  const pixels = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  indices.forEach((index, i) => {
    pixels.set(imageOf(from, index), i * size);
    labels[i] = from.labels[index];
  });
  return { count: indices.length, shape: from.shape, pixels, labels };
}
