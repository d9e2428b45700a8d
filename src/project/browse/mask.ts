/** Which samples pass, one byte a sample, 0 or 1. The memory goes on to a multiple of 4 bytes, zeros there. */
export type Mask = Uint8Array<ArrayBuffer>;

export const newMask = (samples: number): Mask =>
  new Uint8Array(new ArrayBuffer((samples + 3) & ~3), 0, samples);

const words = (mask: Mask): Uint32Array => new Uint32Array(mask.buffer);

export function copyOf(mask: Mask): Mask {
  const copy = newMask(mask.length);
  copy.set(mask);
  return copy;
}

/** Leaves in `mask` what passes both. */
export function intersect(mask: Mask, other: Mask): void {
  const [own, others] = [words(mask), words(other)];
  for (let i = 0; i < own.length; i++) own[i] &= others[i];
}

/** Leaves in `mask` what passes either. */
export function unite(mask: Mask, other: Mask): void {
  const [own, others] = [words(mask), words(other)];
  for (let i = 0; i < own.length; i++) own[i] |= others[i];
}

export function inverted(mask: Mask): Mask {
  const result = newMask(mask.length);
  for (let i = 0; i < mask.length; i++) result[i] = mask[i] ^ 1;
  return result;
}

export function countOf(mask: Mask): number {
  const own = words(mask);
  let count = 0;
  // The product has the sum of the four bytes in its highest one.
  for (let i = 0; i < own.length; i++) count += Math.imul(own[i], 0x01010101) >>> 24;
  return count;
}

/** The samples of an order that pass, in that order. */
export function passing(order: Uint32Array, mask: Mask, count: number): Uint32Array {
  const samples = new Uint32Array(count);
  let found = 0;
  for (let i = 0; found < count; i++) {
    const sample = order[i];
    // Written over where it does not pass: a branch would be guessed wrong half of the time.
    samples[found] = sample;
    found += mask[sample];
  }
  return samples;
}
