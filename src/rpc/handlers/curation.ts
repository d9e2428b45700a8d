/** What takes a while and is of a whole data set; asked for again while it is under way, it is done once. */
import type { Duplicates } from '../../core/duplicates/scores.ts';
import { findDuplicates } from '../../jobs/duplicates/find.ts';
import { versionWithoutExcluded, type NewVersion } from '../../jobs/exclude.ts';
import type { Project } from '../../project/project.ts';
import type { AppEvent } from '../contract.ts';
import type { SharedProject } from './open-projects.ts';

type What = Extract<AppEvent, { type: 'curation' }>['what'];
type OnProgress = (done: number, total: number) => void;

/** Told so often at most, in milliseconds. */
const TELL_MILLISECONDS = 100;

export type Curation = {
  version(shared: SharedProject, dataset: number): Promise<NewVersion>;
  duplicates(shared: SharedProject, dataset: number, most: number): Promise<Duplicates>;
};

export function createCuration(): Curation {
  const underWay = new WeakMap<SharedProject, Map<string, Promise<unknown>>>();

  function once<T>(
    shared: SharedProject,
    dataset: number,
    what: What,
    work: (project: Project, onProgress: OnProgress) => Promise<T>,
  ): Promise<T> {
    const ofProject = underWay.get(shared) ?? new Map<string, Promise<unknown>>();
    underWay.set(shared, ofProject);
    const key = `${what} ${dataset}`;
    const known = ofProject.get(key);
    if (known !== undefined) return known as Promise<T>;
    // It is kept open although its windows may go.
    const hold = shared.hold(() => undefined);
    let told = -Infinity;
    const tell: OnProgress = (done, total) => {
      if (done < total && performance.now() - told < TELL_MILLISECONDS) return;
      told = performance.now();
      shared.publish({ type: 'curation', dataset, what, done, total });
    };
    const working = shared
      .requireWrite()
      .then((project) => work(project, tell))
      .finally(async () => {
        ofProject.delete(key);
        await hold.release();
      });
    ofProject.set(key, working);
    return working;
  }

  return {
    version: (shared, dataset) =>
      once(shared, dataset, 'version', async (project, onProgress) => {
        const made = await versionWithoutExcluded(project, dataset, onProgress);
        // The data sets are told with the runs.
        shared.publish({ type: 'runs' });
        return made;
      }),
    duplicates: (shared, dataset, most) =>
      once(shared, dataset, 'duplicates', async (project, onProgress) => {
        const found = await findDuplicates(project, dataset, most, onProgress);
        shared.publish({ type: 'samples', dataset });
        return found;
      }),
  };
}
