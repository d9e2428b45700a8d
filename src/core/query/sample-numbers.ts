/** Samples by number as people type them: `3, 17, 40-60`. */

export type SampleRanges = [number, number][];

const PART = /^(\d{1,9})(?:\s*(?:-|–|to|\.\.)\s*(\d{1,9}))?$/;
const MOST_RANGES = 10_000;

/** Ascending and apart from each other; or, as a sentence, what is not understood. */
export function parseSampleNumbers(text: string): SampleRanges | string {
  const parts = text.split(/[,;\n]|(?<=\d)\s+(?=\d)/).map((part) => part.trim());
  const ranges: SampleRanges = [];
  for (const part of parts.filter((each) => each !== '')) {
    const match = PART.exec(part);
    if (match === null) return `“${part}” is no sample number and no range such as 40-60.`;
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    if (to < from) return `${part} ends before it begins.`;
    ranges.push([from, to]);
  }
  if (ranges.length === 0) return 'Give numbers such as 3, 17, 40-60.';
  const merged = merge(ranges);
  return merged.length <= MOST_RANGES ? merged : `At most ${MOST_RANGES} ranges can be asked for.`;
}

export const showSampleNumbers = (ranges: readonly (readonly [number, number])[]): string =>
  ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');

function merge(ranges: SampleRanges): SampleRanges {
  const merged: SampleRanges = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
