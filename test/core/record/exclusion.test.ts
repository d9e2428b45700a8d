import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  excludedCount,
  exclusionSchema,
  exclusionText as textOfRanges,
  joinExclusions,
  rangesOf,
} from '../../../src/core/record/exclusion.ts';

const indicesOf = (text: string): number[] =>
  rangesOf(text).flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
const exclusionText = (indices: number[]) =>
  textOfRanges(indices.map((index) => [index, index] as const));
const sorted = (indices: Iterable<number>) => [...new Set(indices)].sort((a, b) => a - b);
const some = fc.array(fc.nat(60), { minLength: 1, maxLength: 40 });

describe('a list of samples that are left out', () => {
  it('is written as ranges with both ends', () => {
    expect(exclusionText([12, 3, 10, 11, 99, 3])).toBe('3,10-12,99');
    expect(exclusionText([])).toBeNull();
  });

  it('comes back whole, and has one text', () => {
    fc.assert(
      fc.property(some, (indices) => {
        const text = exclusionText(indices) ?? '';
        expect(indicesOf(text)).toEqual(sorted(indices));
        expect(excludedCount(text)).toBe(new Set(indices).size);
        expect(exclusionSchema.parse(text)).toBe(text);
        expect(exclusionText(sorted(indices).reverse())).toBe(text);
      }),
    );
  });

  it('may leave out ranges of any length, which are never listed', () => {
    expect(textOfRanges([[5, 4_000_000_000], [0, 20_000_000]])).toBe('0-4000000000'); // prettier-ignore
    const joined = joinExclusions('0-4000000000', Uint32Array.of(4_000_000_002, 7));
    expect(joined).toBe('0-4000000000,4000000002');
  });

  it('joins another one', () => {
    fc.assert(
      fc.property(some, fc.array(fc.nat(60)), (before, added) => {
        const joined = joinExclusions(exclusionText(before), Uint32Array.from(added)) ?? '';
        expect(indicesOf(joined)).toEqual(sorted([...before, ...added]));
      }),
    );
  });

  it.each([
    '',
    '3,',
    '3,3',
    '4,3',
    '3-3',
    '5-3',
    '3,4',
    '3-5,6',
    '03',
    '-1',
    '1.5',
    'a',
    '4294967295',
  ])('cannot be %j', (text) => {
    expect(exclusionSchema.safeParse(text).success).toBe(false);
  });

  it('may have a hundred thousand samples that stand alone among 1,281,167, and is refused where it is longer than a recipe holds', () => {
    const scattered = Array.from({ length: 100_000 }, (_, i) => 12 * i);
    expect(exclusionSchema.safeParse(exclusionText(scattered)).success).toBe(true);
    const more = Array.from({ length: 200_000 }, (_, i) => 6 * i);
    expect(() => exclusionText(more)).toThrow('too long for a recipe');
  });
});
