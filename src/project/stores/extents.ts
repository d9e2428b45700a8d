import type { datasetStore } from './datasets.ts';
import type { Extent } from './epoch-columns.ts';
import type { runStore } from './runs.ts';

/** Whom the columns of a run are about. The returned function throws run-missing. */
export function extentsOf(
  datasets: ReturnType<typeof datasetStore>,
  runs: ReturnType<typeof runStore>,
): (run: number) => Extent {
  const extents = new Map<number, Omit<Extent, 'run'>>();
  return (run) => {
    const dataset = runs.datasetOf(run);
    let extent = extents.get(dataset);
    if (extent === undefined) {
      // A data-set version never changes.
      const { trainCount, classNames } = datasets.dataset(dataset);
      const labels = datasets.labels(dataset).subarray(0, trainCount);
      extent = { dataset, samples: trainCount, classes: classNames.length, labels };
      extents.set(dataset, extent);
    }
    return { run, ...extent };
  };
}
