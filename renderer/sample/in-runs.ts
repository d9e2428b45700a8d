/** The same picture in every run of a project. */
import type { Output, RunDocument } from '../../src/rpc/contract.ts';

type Dataset = Output<'project.datasets'>[number];
type Twin = { dataset: number; sample: number };

export type InRun = {
  run: RunDocument;
  /** Its number in the run's data set; null where that does not have it. */
  sample: number | null;
  /** Why the run says nothing of it, as a sentence; null where it does. */
  silent: string | null;
};

/**
 * The selected run first, then those that say something of the sample, and the newest first among
 * equals.
 * @param twins the same picture in other data-set versions; null until they are known
 */
export function inRuns(
  runs: readonly RunDocument[],
  datasets: readonly Dataset[],
  own: Twin,
  twins: readonly Twin[] | null,
  selected: number | null,
): InRun[] {
  const found = runs.map((run): InRun => {
    const sample =
      run.dataset === own.dataset
        ? own.sample
        : (twins?.find(({ dataset }) => dataset === run.dataset)?.sample ?? null);
    const trainCount = datasets.find(({ id }) => id === run.dataset)?.trainCount ?? 0;
    const silent =
      sample === null
        ? twins === null
          ? 'Looking for it in the data set of this run.'
          : 'Its data set does not have this picture.'
        : sample >= trainCount
          ? 'It is a test sample there.'
          : run.epochs.length === 0
            ? 'No epoch is recorded yet.'
            : null;
    return { run, sample, silent };
  });
  const before = ({ run, silent }: InRun) => (run.id === selected ? 0 : silent === null ? 1 : 2);
  return found.sort((a, b) => before(a) - before(b) || b.run.id - a.run.id);
}
