/** Bitsets: bit i is bit i % 8 of byte floor(i / 8), the lowest bit first. */

export const bitsetBytes = (size: number): number => (size + 7) >>> 3;

export const hasBit = (bits: Uint8Array, index: number): boolean =>
  ((bits[index >>> 3] >>> (index & 7)) & 1) === 1;

/** From one byte a flag, 0 or 1. */
export function packFlags(flags: Uint8Array): Uint8Array {
  const bits = new Uint8Array(bitsetBytes(flags.length));
  for (let i = 0; i < flags.length; i++) bits[i >>> 3] |= flags[i] << (i & 7);
  return bits;
}

/** From the indices that are set. */
export function packIndices(indices: Uint32Array, size: number): Uint8Array {
  const bits = new Uint8Array(bitsetBytes(size));
  for (const index of indices) bits[index >>> 3] |= 1 << (index & 7);
  return bits;
}

export function unpackFlags(bits: Uint8Array, size: number): Uint8Array {
  const flags = new Uint8Array(size);
  for (let i = 0; i < size; i++) flags[i] = (bits[i >>> 3] >>> (i & 7)) & 1;
  return flags;
}

/** How many bits are set. */
export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) count += bitsOfByte[byte];
  return count;
}

/** How many bits are set in both, which are of the same size. */
export function countCommonBits(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let byte = 0; byte < a.length; byte++) count += bitsOfByte[a[byte] & b[byte]];
  return count;
}
const bitsOfByte = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte.toString(2).replaceAll('0', '').length,
);

/** Sets in `bits` what is set in the other one. */
export function uniteBits(bits: Uint8Array, other: Uint8Array): void {
  for (let byte = 0; byte < bits.length; byte++) bits[byte] |= other[byte];
}

/** The indices that are set, ascending. */
export function setBits(bits: Uint8Array): Uint32Array {
  const indices = new Uint32Array(countBits(bits));
  let found = 0;
  for (let byte = 0; byte < bits.length; byte++) {
    for (let rest = bits[byte]; rest > 0; rest &= rest - 1) {
      indices[found++] = (byte << 3) + (31 - Math.clz32(rest & -rest));
    }
  }
  return indices;
}
