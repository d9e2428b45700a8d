/** The bits of a float32 as a signed integer that sorts as the number does; -0 and 0 are one. */
const sortKey = (bits: number): number => (bits < 0 ? 0 - (bits & 0x7fffffff) : bits);

/**
 * The k samples with the smallest (value, sample), ascending by sample; all of them where k is N or
 * more. O(N): two histograms, of the upper and then of the lower 16 bits of the value, find the k-th
 * smallest value without a sort. Values, such as losses or scores, must not be NaN.
 */
export function smallest(values: Float32Array, k: number): Uint32Array {
  const size = values.length;
  if (k <= 0) return new Uint32Array(0);
  if (k >= size) return allSamples(size);

  const bits = new Int32Array(values.buffer, values.byteOffset, size);
  // Keys are signed: the histogram of their upper halves starts at -2^15.
  const upperCounts = new Uint32Array(65_536);
  for (let i = 0; i < size; i++) upperCounts[(sortKey(bits[i]) >> 16) + 32_768]++;
  let before = 0;
  let upper = 0;
  while (before + upperCounts[upper] < k) before += upperCounts[upper++];

  const lowerCounts = new Uint32Array(65_536);
  for (let i = 0; i < size; i++) {
    const key = sortKey(bits[i]);
    if ((key >> 16) + 32_768 === upper) lowerCounts[key & 0xffff]++;
  }
  let lower = 0;
  while (before + lowerCounts[lower] < k) before += lowerCounts[lower++];

  const threshold = (upper - 32_768) * 65_536 + lower;
  let ties = k - before;
  const selected = new Uint32Array(k);
  for (let i = 0, found = 0; found < k; i++) {
    const key = sortKey(bits[i]);
    // Among equal values the lower sample goes first.
    if (key < threshold || (key === threshold && ties-- > 0)) selected[found++] = i;
  }
  return selected;
}

/** The numbers 0 … size-1. */
export const allSamples = (size: number): Uint32Array => complement(size, new Uint32Array(0));

/** The numbers 0 … size-1 that are not in `without` (ascending, without repeats). */
export function complement(size: number, without: Uint32Array): Uint32Array {
  const rest = new Uint32Array(size - without.length);
  let found = 0;
  let next = 0;
  for (const left of without) {
    while (next < left) rest[found++] = next++;
    next++;
  }
  while (next < size) rest[found++] = next++;
  return rest;
}

/** The samples for which `holds` is true, and the others, both in the order given. */
export function partition(
  samples: Uint32Array,
  holds: (sample: number) => boolean,
): [Uint32Array, Uint32Array] {
  // One pass into arrays of full length: TypedArray.filter, called twice, takes several times as long.
  const yes = new Uint32Array(samples.length);
  const no = new Uint32Array(samples.length);
  let yesCount = 0;
  let noCount = 0;
  for (const sample of samples) {
    if (holds(sample)) yes[yesCount++] = sample;
    else no[noCount++] = sample;
  }
  return [yes.slice(0, yesCount), no.slice(0, noCount)];
}

/** The place of a sample by (loss, sample), from 1. O(N). */
export function rankOf(loss: Float32Array, sample: number): number {
  const own = loss[sample];
  let rank = 1;
  for (let i = 0; i < sample; i++) if (loss[i] <= own) rank++;
  for (let i = sample + 1; i < loss.length; i++) if (loss[i] < own) rank++;
  return rank;
}
