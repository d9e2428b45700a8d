import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  below,
  has,
  rangesOf,
  sizeOf,
  toggled,
  union,
  without,
  type Ranges,
} from '../../../renderer/lib/ranges.ts';

const END = 60;
const number = fc.nat(END - 1);
const range = fc
  .tuple(number, number)
  .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
const ranges = fc.array(range, { maxLength: 8 });

const numbersOf = (any: Ranges) =>
  Array.from({ length: END }, (_, i) => i).filter((i) =>
    any.some(([from, to]) => i >= from && i <= to),
  );
/** Ascending, and a number apart at least. */
const isSet = (set: Ranges) =>
  set.every(([from, to], i) => from <= to && (i === 0 || from > set[i - 1][1] + 1));

describe('ranges as a set of numbers', () => {
  it.each([
    ['any ranges', (a: Ranges) => rangesOf(a), (a: Ranges) => numbersOf(a)],
    [
      'a union',
      (a: Ranges, b: Ranges) => union(rangesOf(a), rangesOf(b)),
      (a: Ranges, b: Ranges) => numbersOf([...a, ...b]),
    ],
    [
      'what is left without a range',
      (a: Ranges, _: Ranges, [from, to]: [number, number]) => without(rangesOf(a), [from, to]),
      (a: Ranges, _: Ranges, [from, to]: [number, number]) =>
        numbersOf(a).filter((i) => i < from || i > to),
    ],
    [
      'a toggled number',
      (a: Ranges, _: Ranges, [n]: [number, number]) => toggled(rangesOf(a), n),
      (a: Ranges, _: Ranges, [n]: [number, number]) => {
        const before = new Set(numbersOf(a));
        if (!before.delete(n)) before.add(n);
        return [...before].sort((x, y) => x - y);
      },
    ],
    [
      'what is below an end',
      (a: Ranges, _: Ranges, [, end]: [number, number]) => below(rangesOf(a), end),
      (a: Ranges, _: Ranges, [, end]: [number, number]) => numbersOf(a).filter((i) => i < end),
    ],
  ])('are right for %s', (_, act, expected) => {
    fc.assert(
      fc.property(ranges, ranges, range, (a, b, drawn) => {
        const set = act(a, b, drawn);
        expect(numbersOf(set)).toEqual(expected(a, b, drawn));
        expect(isSet(set)).toBe(true);
        expect(sizeOf(set)).toBe(numbersOf(set).length);
      }),
    );
  });

  it('have just their numbers', () => {
    fc.assert(
      fc.property(ranges, number, (a, n) => {
        expect(has(rangesOf(a), n)).toBe(numbersOf(a).includes(n));
      }),
    );
  });
});
