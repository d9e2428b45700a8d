/**
 * Which samples of the training files a data-set version leaves out: their indices in the file, as
 * ranges with both ends, "3,10-12,99". Ranges ascend and stand apart, so that one set of samples has
 * one text.
 */
import { z } from 'zod';
import { MikkeError } from '../errors/error.ts';
import { mergeRanges, type Range } from '../query/ranges.ts';

/** Enough for 100,000 samples that stand alone among a hundred million. */
const MOST_LETTERS = 2 ** 20;

/** The text of some ranges, in whatever order; null for none at all. @throws too-many-excluded */
export function exclusionText(given: Iterable<Range>): string | null {
  const ranges = mergeRanges(given);
  if (ranges.length === 0) return null;
  const text = ranges
    .map(([first, last]) => (first === last ? first : `${first}-${last}`))
    .join(',');
  if (text.length > MOST_LETTERS) {
    throw new MikkeError('too-many-excluded', { samples: countOf(ranges) });
  }
  return text;
}

/** The ranges that a text of the form says. */
export const rangesOf = (exclusion: string): Range[] =>
  exclusion.split(',').map((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return [first, last];
  });

/** How many samples a text leaves out. */
export const excludedCount = (exclusion: string): number => countOf(rangesOf(exclusion));

const countOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** Both together; null where neither leaves anything out. @throws too-many-excluded */
export const joinExclusions = (
  exclusion: string | null | undefined,
  indices: Uint32Array,
): string | null =>
  exclusionText([...(exclusion ? rangesOf(exclusion) : []), ...rangesOfIndices(indices)]);

/** A million of them are few ranges, or too many. */
function* rangesOfIndices(indices: Uint32Array): Generator<Range> {
  const sorted = indices.toSorted();
  for (let start = 0, end = 1; start < sorted.length; start = end++) {
    while (end < sorted.length && sorted[end] - sorted[end - 1] <= 1) end++;
    yield [sorted[start], sorted[end - 1]];
  }
}

const MOST_INDEX = 2 ** 32 - 2;

/** Ascending, apart, and written the one way. */
function isCanonical(text: string): boolean {
  let before = -2;
  return text.split(',').every((part) => {
    const [, one, other] = /^(0|[1-9]\d*)(?:-([1-9]\d*))?$/.exec(part) ?? [];
    const first = Number(one);
    const last = other === undefined ? first : Number(other);
    const fits = first > before + 1 && (other === undefined || last > first) && last <= MOST_INDEX;
    before = last;
    return fits;
  });
}

export const exclusionSchema = z.string().max(MOST_LETTERS).refine(isCanonical);
