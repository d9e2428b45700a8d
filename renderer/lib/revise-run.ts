/** Changing the schedule of a run that is not finished: whether it can be, what it changes, and the call. */
import { MikkeError } from '../../src/core/errors/error.ts';
import { revisedSchedule } from '../../src/core/recipe/recipe.ts';
import type { DatasetRecord } from '../../src/core/record/dataset.ts';
import { changedTracks, latestSchedule } from '../../src/core/schedule/revision.ts';
import type { FullSchedule, Schedule } from '../../src/core/schedule/schedule.ts';
import type { StudyRecord } from '../../src/core/study/record.ts';
import type { Client } from '../../src/rpc/client.ts';
import type { Output, ProjectInfo, RunDocument } from '../../src/rpc/contract.ts';
import { whyReadOnly } from './read-only.ts';
import { trackWords } from './revisions.ts';

/** The first epoch that can follow another schedule, as far as is known: one that is under way ends as it began. */
export const nextEpoch = ({ status, epochs }: Pick<RunDocument, 'status' | 'epochs'>): number =>
  status === 'running' ? epochs.length + 1 : epochs.length;

type Known = {
  project: ProjectInfo | null;
  /** Of the run; null where it is not known yet. */
  dataset: Pick<DatasetRecord, 'trainCount' | 'height' | 'width'> | null;
  studies: readonly StudyRecord[];
};

/** Why a run cannot follow a schedule from its next epoch on, in sentences, or null where it can. */
export function whyNotRevise(
  run: RunDocument | null,
  schedule: FullSchedule,
  { project, dataset, studies }: Known,
): string | null {
  if (run === null) return 'No run is selected.';
  if (run.status === 'finished') {
    return `Run ${run.id} has finished, so no epoch of it can follow another schedule.`;
  }
  const readOnly = whyReadOnly(project);
  if (readOnly !== null) return readOnly;
  if (dataset === null) return `The data set of run ${run.id} is not known yet.`;
  try {
    const study = studies.find(({ runs }) => runs.some((place) => place.run === run.id));
    if (study !== undefined) {
      throw new MikkeError('revision-of-study', { run: run.id, study: study.study.name });
    }
    const { trainCount, ...shape } = dataset;
    revisedSchedule(run, schedule, nextEpoch(run), trainCount, shape);
    return null;
  } catch (error) {
    if (error instanceof MikkeError) return error.message.replace('Nothing was changed. ', '');
    throw error;
  }
}

/** What a schedule would change of a run, as in "hide fraction, learning rate, from epoch 7 on". */
export const whatChanges = (run: RunDocument, schedule: FullSchedule): string =>
  `${trackWords(changedTracks(latestSchedule(run), schedule))}, from epoch ${nextEpoch(run)} on`;

/**
 * The run follows the schedule from its next epoch on; the answer says which that is. Only the tracks
 * that this changes are sent, so that what somebody else has changed meanwhile of the others stays.
 *
 * @param run as the window knows it
 */
export function reviseRun(
  client: Client,
  run: RunDocument,
  { version, clock, tracks }: FullSchedule,
): Promise<Output<'runs.revise'>> {
  const names = changedTracks(latestSchedule(run), { version, clock, tracks });
  const changed = Object.fromEntries(names.map((name) => [name, tracks[name]]));
  const schedule: Schedule = { version, clock, tracks: changed };
  return client.call('runs.revise', { run: run.id, schedule });
}

/** What a run follows by the answer; tracks that somebody else has changed meanwhile may be among them. */
export function whatFollows(
  run: number,
  schedule: FullSchedule,
  { epoch, schedule: followed }: Output<'runs.revise'>,
): string {
  const others = changedTracks(schedule, followed);
  const from = `Run ${run} follows this schedule from epoch ${epoch} on`;
  return others.length === 0
    ? `${from}.`
    : `${from}, but for what was changed elsewhere meanwhile: ${trackWords(others)}.`;
}
