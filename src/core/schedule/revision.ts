import { z } from 'zod';
import { fullScheduleSchema, trackNames, type FullSchedule, type TrackName } from './schedule.ts';

/** A change of what a run follows, made after it began. */
export const revisionSchema = z.strictObject({
  /** The first pass that follows it; what was before it stays. */
  epoch: z.int().min(0),
  schedule: fullScheduleSchema,
  /** When it was made: ISO 8601 in UTC. */
  at: z.string(),
  /** Who made it. */
  by: z.string(),
});
export type Revision = z.infer<typeof revisionSchema>;

/** The schedule that a run began with, and what was changed of it, in the order in which that was done. */
export type RevisedSchedule = { schedule: FullSchedule; revisions: readonly Revision[] };

/**
 * The schedule that a run follows in a pass: a revision counts from its pass on, whatever was
 * revised before it.
 */
export const scheduleAt = ({ schedule, revisions }: RevisedSchedule, epoch: number): FullSchedule =>
  revisions.findLast((revision) => revision.epoch <= epoch)?.schedule ?? schedule;

/** The schedule that a run follows in the end. */
export const latestSchedule = ({ schedule, revisions }: RevisedSchedule): FullSchedule =>
  revisions.at(-1)?.schedule ?? schedule;

/** The tracks in which two schedules differ. */
export const changedTracks = (from: FullSchedule, to: FullSchedule): TrackName[] =>
  trackNames.filter(
    (name) => JSON.stringify(from.tracks[name]) !== JSON.stringify(to.tracks[name]),
  );

/** Each revision of a run with the tracks that it changed: of what its epoch followed until then, or a later one. */
export const revisedTracks = ({
  schedule,
  revisions,
}: RevisedSchedule): { revision: Revision; tracks: TrackName[] }[] =>
  revisions.map((revision, i) => {
    const before = { schedule, revisions: revisions.slice(0, i) };
    const tracks = changedTracks(scheduleAt(before, revision.epoch), revision.schedule);
    const later = changedTracks(latestSchedule(before), revision.schedule);
    return { revision, tracks: tracks.length > 0 ? tracks : later };
  });

/**
 * The revisions of a run as they are for another schedule on its clock: of the tracks that it has as
 * the run began with them. The others, and another clock, are not the run's to revise.
 */
export function revisionsFor(other: FullSchedule, { schedule, revisions }: RevisedSchedule) {
  if (other.clock !== schedule.clock) return [];
  const own = changedTracks(schedule, other);
  const kept = Object.fromEntries(own.map((name) => [name, other.tracks[name]]));
  return revisions.map((revision) => ({
    ...revision,
    schedule: { ...revision.schedule, tracks: { ...revision.schedule.tracks, ...kept } },
  }));
}
