/** The bits of a float32 as an unsigned integer that sorts as the number does; -0 and 0 are one. */
function sortKey(bits: number): number {
  if (bits === 0x80000000) return 0x80000000;
  return (bits & 0x80000000) !== 0 ? ~bits >>> 0 : (bits | 0x80000000) >>> 0;
}

/**
 * The k samples with the smallest (loss, sample), ascending by sample, in O(N): two histograms,
 * of the upper and then of the lower 16 bits of the loss, find the k-th smallest loss without a sort.
 * Losses must not be NaN.
 */
export function smallestLosses(loss: Float32Array, k: number): Uint32Array {
  if (k <= 0) return new Uint32Array(0);
  const size = loss.length;
  if (k >= size) return Uint32Array.from({ length: size }, (_, i) => i);

  const bits = new Uint32Array(loss.buffer, loss.byteOffset, size);
  const keys = new Uint32Array(size);
  const upperCounts = new Uint32Array(65_536);
  for (let i = 0; i < size; i++) {
    const key = sortKey(bits[i]);
    keys[i] = key;
    upperCounts[key >>> 16]++;
  }
  let before = 0;
  let upper = 0;
  while (before + upperCounts[upper] < k) before += upperCounts[upper++];

  const lowerCounts = new Uint32Array(65_536);
  for (let i = 0; i < size; i++) if (keys[i] >>> 16 === upper) lowerCounts[keys[i] & 0xffff]++;
  let lower = 0;
  while (before + lowerCounts[lower] < k) before += lowerCounts[lower++];

  const threshold = upper * 65_536 + lower;
  let ties = k - before;
  const selected = new Uint32Array(k);
  for (let i = 0, found = 0; found < k; i++) {
    // Among equal losses the lower sample goes first.
    if (keys[i] < threshold || (keys[i] === threshold && ties-- > 0)) selected[found++] = i;
  }
  return selected;
}

/** The numbers 0 … size-1 that are not in `without` (ascending). */
export function complement(size: number, without: Uint32Array): Uint32Array {
  const rest = new Uint32Array(size - without.length);
  for (let i = 0, next = 0, found = 0; i < size; i++) {
    if (without[next] === i) next++;
    else rest[found++] = i;
  }
  return rest;
}
