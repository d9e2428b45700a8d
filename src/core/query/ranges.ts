/** Ranges of whole numbers, with both ends. */
export type Range = readonly [first: number, last: number];

/** As many as a query or a selection may name. */
export const MOST_RANGES = 10_000;

/** The same numbers in ranges that ascend and stand apart. */
export function mergeRanges(ranges: Iterable<Range>): [number, number][] {
  const merged: [number, number][] = [];
  for (const [first, end] of Array.from(ranges).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && first <= last[1] + 1) last[1] = Math.max(last[1], end);
    else merged.push([first, end]);
  }
  return merged;
}
