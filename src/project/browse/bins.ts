/** Numbers counted along an axis. */
import { edgesOf, shareOf, type Axis } from '../../core/query/axis.ts';

/** The bin of what has no value. */
export const NO_BIN = 255;

/**
 * Each value's bin among up to 255 of the same width on the axis; what is beyond the axis is in the
 * first or the last one. A bin begins at its edge (core/query/axis.ts), exactly.
 */
export function binsOf(values: Float32Array, axis: Axis, bins: number): Uint8Array {
  const edges = edgesOf(axis, bins);
  const guess = axis.scale === 'log' ? guessByBits(axis, bins) : null;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const factor = bins / (axis.max - axis.min);
  const result = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== value) {
      result[i] = NO_BIN;
      continue;
    }
    let bin = guess === null ? Math.floor((value - axis.min) * factor) : guess[bits[i] >>> 16];
    if (bin < 0) bin = 0;
    else if (bin >= bins) bin = bins - 1;
    // The guess may be off by rounding.
    while (bin > 0 && value < edges[bin]) bin--;
    while (bin < bins - 1 && value >= edges[bin + 1]) bin++;
    result[i] = bin;
  }
  return result;
}

/** About where on a logarithmic axis a float32 stands, by its upper 16 bits: a logarithm takes ten times as long. */
function guessByBits(axis: Axis, bins: number): Uint8Array {
  const upper = new Uint32Array(1);
  const value = new Float32Array(upper.buffer);
  return Uint8Array.from({ length: 2 ** 16 }, (_, bits) => {
    upper[0] = bits << 16;
    const share = value[0] > axis.min ? shareOf(axis, value[0]) : 0;
    return Math.min(bins - 1, Math.floor(share * bins));
  });
}

/** How many samples are in each bin, and of those the ones that pass. */
export function countBins(
  bins: Uint8Array | Uint16Array,
  mask: Uint8Array | null,
  length: number,
): Uint32Array {
  const counts = new Uint32Array(length);
  for (let i = 0; i < bins.length; i++) {
    const bin = bins[i];
    if (bin < length) counts[bin] += mask === null ? 1 : mask[i];
  }
  return counts;
}
