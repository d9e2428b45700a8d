import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { bitsetBytes } from '../../core/ledger/bits.ts';
import { Damage } from '../damage.ts';

/** A bitset as one zstd frame, which ends with a checksum of the bits. */
export const packBits = (bits: Uint8Array): Buffer =>
  zstdCompressSync(bits, {
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  });

/**
 * @param size how many samples there are
 * @param what names it in the sentence, as in "the tag blurry of data set 1"
 * @throws Damage
 */
export function unpackBits(packed: Uint8Array, size: number, what: string): Uint8Array {
  try {
    const bits = zstdDecompressSync(packed, { maxOutputLength: Math.max(1, bitsetBytes(size)) });
    if (bits.length === bitsetBytes(size)) return new Uint8Array(bits);
  } catch {
    // Said below: whatever zstd calls it, the bits are not those that were packed.
  }
  throw new Damage(`${what} cannot be unpacked.`);
}
