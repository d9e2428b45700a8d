import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearDuplicates } from '../../../src/core/duplicates/near.ts';
import { randomStream } from '../../../src/core/random/stream.ts';

const bitsBetween = (hashes: Uint32Array, a: number, b: number): number =>
  [0, 1].reduce((sum, word) => {
    const differ = (hashes[2 * a + word] ^ hashes[2 * b + word]) >>> 0;
    return sum + differ.toString(2).replaceAll('0', '').length;
  }, 0);

/** Every pair compared, and groups by painting over. */
function byBruteForce(hashes: Uint32Array, known: Uint8Array, most: number) {
  const distance = new Array<number>(known.length).fill(NaN);
  let colour = [...known.keys()];
  for (let a = 0; a < known.length; a++) {
    for (let b = 0; b < a; b++) {
      const bits = bitsBetween(hashes, a, b);
      if (known[a] + known[b] < 2 || bits > most) continue;
      for (const one of [a, b]) if (!(distance[one] <= bits)) distance[one] = bits;
      const [from, to] = [Math.max(colour[a], colour[b]), Math.min(colour[a], colour[b])];
      colour = colour.map((value) => (value === from ? to : value));
    }
  }
  const leaders = [...new Set(colour.filter((_, i) => !Number.isNaN(distance[i])))];
  const group = colour.map((value, i) =>
    Number.isNaN(distance[i]) ? NaN : 1 + leaders.indexOf(value),
  );
  return { distance, group, groups: leaders.length };
}

/** Hashes around some centres, with up to 5 bits turned over, so that many are near each other. */
function crowd(seed: number, count: number, centres: number) {
  const random = randomStream({ seed, purpose: 'crowd' });
  const word = () => random.below(2 ** 16) * 2 ** 16 + random.below(2 ** 16);
  const middle = Uint32Array.from({ length: 2 * centres }, word);
  const hashes = new Uint32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const centre = random.below(centres);
    hashes.set(middle.subarray(2 * centre, 2 * centre + 2), 2 * i);
    for (let turned = random.below(6); turned > 0; turned--) {
      const bit = random.below(64);
      hashes[2 * i + (bit >>> 5)] ^= 1 << (bit & 31);
    }
  }
  return { hashes, known: Uint8Array.from({ length: count }, () => Number(random.below(10) > 0)) };
}

describe('near duplicates among hashes', () => {
  it('are those that brute force finds, at the same distances and in the same groups', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(160), fc.integer({ min: 1, max: 6 }), fc.nat(3), (...given) => {
        const [seed, count, centres, most] = given;
        const { hashes, known } = crowd(seed, count, centres);
        const found = nearDuplicates(hashes, known, most);
        const expected = byBruteForce(hashes, known, most);
        expect([...found.distance]).toEqual(expected.distance);
        expect([...found.group]).toEqual(expected.group);
        expect(found.groups).toBe(expected.groups);
      }),
      { numRuns: 40 },
    );
  });

  it('are found where all hashes share most of their bits, so that every bucket is large', () => {
    const count = 700;
    const random = randomStream({ seed: 1, purpose: 'crowd' });
    // Only 12 bits vary.
    const hashes = Uint32Array.from({ length: 2 * count }, (_, i) =>
      i % 2 === 0 ? random.below(4096) * 1024 : 7,
    );
    const known = new Uint8Array(count).fill(1);
    const expected = byBruteForce(hashes, known, 1);
    const found = nearDuplicates(hashes, known, 1);
    expect([...found.distance]).toEqual(expected.distance);
    expect(found.groups).toBe(expected.groups);
  });

  it('of a hundred thousand equal hashes are one group', () => {
    const count = 100_000;
    const { distance, group, groups } = nearDuplicates(
      new Uint32Array(2 * count),
      new Uint8Array(count).fill(1),
      3,
    );
    expect(groups).toBe(1);
    expect(distance.every((bits) => bits === 0)).toBe(true);
    expect(group.every((number) => number === 1)).toBe(true);
  });

  it('are not looked for farther than is sure to be found', () => {
    expect(() => nearDuplicates(new Uint32Array(2), new Uint8Array(1), 4)).toThrow('up to 3 bits');
  });
});
