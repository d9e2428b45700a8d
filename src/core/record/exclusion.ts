/**
 * Which samples of the training files a data-set version leaves out: their indices in the file, as
 * ranges with both ends, "3,10-12,99". Ranges ascend and stand apart, so that one set of samples has
 * one text.
 */
import { z } from 'zod';
import { MikkeError } from '../errors/error.ts';

/** Enough for 100,000 samples that stand alone among a hundred million. */
const MOST_LETTERS = 2 ** 20;

export type IndexRange = readonly [first: number, last: number];

/** The text of some indices, in whatever order; null for none at all. @throws too-many-excluded */
export function exclusionText(indices: Iterable<number>): string | null {
  const sorted = Uint32Array.from(new Set(indices)).sort();
  const ranges: [number, number][] = [];
  for (const index of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  if (ranges.length === 0) return null;
  const parts = ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`));
  const text = parts.join(',');
  if (text.length > MOST_LETTERS) {
    throw new MikkeError('too-many-excluded', { samples: sorted.length });
  }
  return text;
}

/** The ranges that a text of the form says. */
export const rangesOf = (exclusion: string): IndexRange[] =>
  exclusion.split(',').map((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return [first, last];
  });

/** How many samples a text leaves out. */
export const excludedCount = (exclusion: string): number =>
  rangesOf(exclusion).reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** Both together; null where neither leaves anything out. @throws too-many-excluded */
export function joinExclusions(
  exclusion: string | null | undefined,
  indices: Iterable<number>,
): string | null {
  const all = new Set(indices);
  for (const [first, last] of exclusion ? rangesOf(exclusion) : []) {
    for (let index = first; index <= last; index++) all.add(index);
  }
  return exclusionText(all);
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
