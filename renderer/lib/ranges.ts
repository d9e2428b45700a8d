/** Sets of whole numbers as ranges with both ends: ascending, apart from each other, never touching. */
export type Range = readonly [number, number];
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
export function rangesOf(any: Ranges): Range[] {
  const set: [number, number][] = [];
  for (const [from, to] of any.toSorted((a, b) => a[0] - b[0])) {
    const last = set.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else set.push([from, to]);
  }
  return set;
}

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
