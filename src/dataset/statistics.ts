import { type Samples } from './samples.ts';

/**
 * Mean and standard deviation (over all values, not n - 1) a channel, of pixels scaled to 0 … 1.
 * They come from whole counts of the 256 values, so that no order of summing changes a digit.
 */
export function pixelStatistics({ shape, pixels }: Pick<Samples, 'shape' | 'pixels'>): {
  mean: number[];
  std: number[];
} {
  const { channels } = shape;
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let i = 0; i < pixels.length; i += channels) {
    for (let c = 0; c < channels; c++) counts[c][pixels[i + c]]++;
  }
  const total = pixels.length / channels;
  const average = (histogram: Float64Array, of: (scaled: number) => number) =>
    histogram.reduce((sum, count, value) => sum + count * of(value / 255), 0) / total;
  const mean = counts.map((histogram) => average(histogram, (scaled) => scaled));
  const std = counts.map((histogram, c) =>
    Math.sqrt(average(histogram, (scaled) => (scaled - mean[c]) ** 2)),
  );
  return { mean, std };
}
