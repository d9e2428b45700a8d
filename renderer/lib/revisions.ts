/** What is said of the changes of a run's schedule. */
import { revisedTracks, type RevisedSchedule } from '../../src/core/schedule/revision.ts';
import { tracks, type TrackName } from '../../src/core/schedule/schedule.ts';
import { formatMoment } from './format.ts';

/** As in "hide fraction, learning rate". */
export const trackWords = (names: readonly TrackName[]): string =>
  names.map((name) => tracks[name].label).join(', ');

/** A line a revision, oldest first: from when on, by whom and when, and what was changed. */
export const revisionLines = (run: RevisedSchedule): { epoch: number; text: string }[] =>
  revisedTracks(run).map(({ revision: { epoch, by, at }, tracks: names }) => ({
    epoch,
    text: `Schedule changed from epoch ${epoch} on, by ${by}, ${formatMoment(at)}: ${trackWords(names)}`,
  }));

/** The epochs from which on a run follows something else, each with what was done there. */
export function revisionMarks(run: RevisedSchedule): { epoch: number; text: string }[] {
  const marks = new Map<number, string[]>();
  for (const { epoch, text } of revisionLines(run)) {
    marks.set(epoch, [...(marks.get(epoch) ?? []), text]);
  }
  return [...marks].map(([epoch, texts]) => ({ epoch, text: texts.join('. ') }));
}
