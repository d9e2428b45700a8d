import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitsetBytes,
  countBits,
  hasBit,
  packFlags,
  packIndices,
  setBits,
  unpackFlags,
} from '../../../src/core/ledger/bits.ts';

const flagsOf = fc.array(fc.nat(1), { maxLength: 70 }).map((flags) => Uint8Array.from(flags));

describe('bitsets', () => {
  it('put the lowest index into the lowest bit', () => {
    const flags = Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 1, 0, 1);
    expect(packFlags(flags)).toEqual(Uint8Array.of(0b1000_0101, 0b10));
    expect(packIndices(Uint32Array.of(0, 2, 7, 9), 10)).toEqual(Uint8Array.of(0b1000_0101, 0b10));
  });

  it.each([
    [0, 0],
    [1, 1],
    [8, 1],
    [9, 2],
    [1_281_167, 160_146],
  ])('of %i take %i bytes', (size, bytes) => {
    expect(bitsetBytes(size)).toBe(bytes);
    expect(packFlags(new Uint8Array(size))).toHaveLength(bytes);
  });

  it('give back the flags that were packed', () => {
    fc.assert(
      fc.property(flagsOf, (flags) => {
        expect(unpackFlags(packFlags(flags), flags.length)).toEqual(flags);
      }),
    );
  });

  it('are the same from flags as from indices, and hold no other bit', () => {
    fc.assert(
      fc.property(flagsOf, (flags) => {
        const indices = Uint32Array.from([...flags.keys()].filter((i) => flags[i] === 1));
        const bits = packIndices(indices, flags.length);
        expect(bits).toEqual(packFlags(flags));
        expect([...unpackFlags(bits, bits.length * 8)].reduce((a, b) => a + b, 0)).toBe(
          indices.length,
        );
      }),
    );
  });

  it('tell each bit', () => {
    fc.assert(
      fc.property(flagsOf, (flags) => {
        const bits = packFlags(flags);
        flags.forEach((flag, i) => expect(hasBit(bits, i)).toBe(flag === 1));
      }),
    );
  });

  it('give back the indices that are set, and how many', () => {
    fc.assert(
      fc.property(flagsOf, (flags) => {
        const set = [...flags.keys()].filter((index) => flags[index] === 1);
        const bits = packFlags(flags);
        expect([...setBits(bits)]).toEqual(set);
        expect(countBits(bits)).toBe(set.length);
      }),
    );
  });
});
