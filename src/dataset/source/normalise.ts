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

/** Writes `size` values that begin at `begin` of `from`, normalised, from `at` of `to` on. */
export function normalise(
  table: PixelTable,
  size: number,
  from: Uint8Array,
  begin: number,
  to: Float32Array,
  at: number,
): void {
  const channels = table.length / 256;
  for (let pixel = 0; pixel < size; pixel += channels) {
    for (let c = 0; c < channels; c++) {
      to[at + pixel + c] = table[256 * c + from[begin + pixel + c]];
    }
  }
}
