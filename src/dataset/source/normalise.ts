import { pixelsOf, type Samples } from '../samples.ts';

/** The normalised value of every pixel value, 256 a channel. */
export type PixelTable = Float32Array;

/** (pixel / 255 - mean) / std, for each channel's mean and standard deviation of pixels in 0 … 1. */
export function pixelTable(mean: readonly number[], std: readonly number[]): PixelTable {
  const table = new Float32Array(256 * mean.length);
  mean.forEach((channelMean, c) => {
    // A channel that never varies has no deviation to divide by: it is only centred.
    const deviation = std[c] > 0 ? std[c] : 1;
    for (let value = 0; value < 256; value++) {
      table[256 * c + value] = (value / 255 - channelMean) / deviation;
    }
  });
  return table;
}

/**
 * Writes the pixels (NHWC) and labels of `samples` to the beginnings of `pixels` and `labels`.
 * @throws RangeError for a sample that the split does not have; nothing is written then
 */
export function fillBatch(
  split: Samples,
  table: PixelTable,
  samples: Uint32Array,
  pixels: Float32Array,
  labels: Int32Array,
): void {
  for (const sample of samples) {
    if (sample >= split.count) {
      throw new RangeError(`There is no sample ${sample} in a split of ${split.count}.`);
    }
  }
  const size = pixelsOf(split.shape);
  const { channels } = split.shape;
  for (let i = 0; i < samples.length; i++) {
    const from = samples[i] * size;
    const to = i * size;
    for (let at = 0; at < size; at += channels) {
      for (let c = 0; c < channels; c++) {
        pixels[to + at + c] = table[256 * c + split.pixels[from + at + c]];
      }
    }
    labels[i] = split.labels[samples[i]];
  }
}
