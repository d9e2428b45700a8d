import { choose, randomStream } from '../core/random/stream.ts';

/**
 * The indices, ascending, of a part of the samples in which every class has its share: the shares
 * are rounded by largest remainder (among equal remainders the lower class goes first), and who is
 * taken within a class is drawn from the stream (dataSeed, purpose, class). All of them without a
 * limit, or with one that is not below their number.
 */
export function chooseSamples(
  labels: Uint8Array,
  limit: number | null,
  purpose: 'limit-train' | 'limit-test' | 'validation',
  dataSeed: number,
): Uint32Array {
  if (limit === null || limit >= labels.length) {
    return Uint32Array.from(labels, (_, index) => index);
  }
  const sizes = new Array<number>(256).fill(0);
  for (const label of labels) sizes[label]++;
  const chosen = shares(sizes, limit).map((share, index) =>
    choose(sizes[index], share, randomStream({ seed: dataSeed, purpose, index })),
  );

  const indices = new Uint32Array(limit);
  const seen = new Uint32Array(sizes.length);
  const taken = new Uint32Array(sizes.length);
  for (let index = 0, found = 0; found < limit; index++) {
    const label = labels[index];
    if (chosen[label][taken[label]] === seen[label]++) {
      taken[label]++;
      indices[found++] = index;
    }
  }
  return indices;
}

/** `total` divided in proportion to `sizes` (Hamilton's method); exact while total x size < 2^53. */
function shares(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const divided = sizes.map((size) => Math.floor((total * size) / all));
  const left = total - divided.reduce((sum, share) => sum + share, 0);
  const byRemainder = sizes
    .map((size, index) => ({ index, remainder: (total * size) % all }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) divided[index]++;
  return divided;
}
