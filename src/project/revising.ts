/** Changes the schedule of a run that is not finished, from its next epoch on. */
import { MikkeError } from '../core/errors/error.ts';
import { revisedSchedule } from '../core/recipe/recipe.ts';
import type { DatasetRecord } from '../core/record/dataset.ts';
import type { RunRecord } from '../core/record/run.ts';
import type { Revision } from '../core/schedule/revision.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import type { Connections } from './connections.ts';
import { epochStore } from './stores/epochs.ts';
import { revisionStore } from './stores/revisions.ts';
import { studyOf } from './stores/studies.ts';

type Known = { run(id: number): RunRecord; dataset(id: number): DatasetRecord };

/**
 * A trainer is told of the revisions with the answer to each epoch that it records, before it begins
 * the next one. So of a run that trains, the epoch after the one that is under way is the first that
 * can follow a revision, whenever in between it is made; no request comes between the recording of
 * an epoch and its answer.
 */
export const revising = (connections: Connections, { run: runOf, dataset: datasetOf }: Known) => ({
  reviseRun(id: number, given: Schedule, by: string): Revision {
    const run = runOf(id);
    if (run.status === 'finished') throw new MikkeError('run-finished', { run: id });
    return connections.transaction(() => {
      const study = studyOf(connections, id);
      if (study !== null) throw new MikkeError('revision-of-study', { run: id, study });
      const recorded = epochStore(connections).nextEpoch(id);
      const epoch = run.status === 'running' ? recorded + 1 : recorded;
      const { trainCount, ...shape } = datasetOf(run.dataset);
      const schedule = revisedSchedule(run, given, epoch, trainCount, shape);
      const revision = { epoch, schedule, at: new Date().toISOString(), by };
      revisionStore(connections).add(id, revision);
      return revision;
    });
  },
});
