/** Samples by number as people type them: `3, 17, 40-60`. */
import { MOST_RANGES, mergeRanges } from './ranges.ts';

export type SampleRanges = [number, number][];

const PART = /^(\d{1,9})(?:\s*(?:-|–|to|\.\.)\s*(\d{1,9}))?$/;

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
  const merged = mergeRanges(ranges);
  return merged.length <= MOST_RANGES ? merged : `At most ${MOST_RANGES} ranges can be asked for.`;
}

export const showSampleNumbers = (ranges: readonly (readonly [number, number])[]): string =>
  ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
