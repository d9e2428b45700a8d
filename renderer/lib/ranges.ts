/** Sets of whole numbers as ranges with both ends: ascending, apart from each other, never touching. */
import { mergeRanges, type Range } from '../../src/core/query/ranges.ts';

export type { Range };
export type Ranges = readonly Range[];

export const sizeOf = (ranges: Ranges): number =>
  ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);

/** Whether a number is in one of them, in the logarithm of their count. */
export function has(ranges: Ranges, number: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle][1] < number) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low][0] <= number;
}

/** Any ranges, in any order, as a set. */
export const rangesOf = (any: Ranges): Range[] => mergeRanges(any);

export const union = (a: Ranges, b: Ranges): Range[] => rangesOf([...a, ...b]);

export function without(ranges: Ranges, [from, to]: Range): Range[] {
  return ranges.flatMap(([first, last]): Range[] => {
    if (last < from || first > to) return [[first, last]];
    const left: Range[] = first < from ? [[first, from - 1]] : [];
    return last > to ? [...left, [to + 1, last]] : left;
  });
}

/** With a number that was not in it, without one that was. */
export const toggled = (ranges: Ranges, number: number): Range[] =>
  has(ranges, number) ? without(ranges, [number, number]) : union(ranges, [[number, number]]);

/** What of it is below an end. */
export const below = (ranges: Ranges, end: number): Range[] =>
  ranges.flatMap(([from, to]): Range[] => (from < end ? [[from, Math.min(to, end - 1)]] : []));
