/** Makes the thumbnails of a project while it is open for writing, and knows what is in their way. */
import { asMikkeError } from '../../core/errors/error.ts';
import { makeThumbnails } from '../../jobs/thumbnails.ts';
import type { Project } from '../../project/project.ts';
import type { AppEvent, Output } from '../contract.ts';

/** After this it is tried again whether a disk has room by now, or a data set is back in its place. */
const AGAIN_MILLISECONDS = 60_000;

export type ThumbnailJob = {
  /** Makes what is missing, unless that is under way; data sets that come meanwhile are seen to after. */
  go(): void;
  state(dataset: number): Promise<Output<'dataset.thumbnails'>>;
  /** Resolves when nothing is made any more. */
  close(): Promise<void>;
};

export function createThumbnailJob(
  project: () => Project,
  publish: (event: AppEvent) => void,
): ThumbnailJob {
  const problems = new Map<number, string>();
  /** Data sets whose broken pictures were tried again: once while the project is open. */
  const mended = new Set<number>();
  const stop = new AbortController();
  let making: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const state = async (dataset: number) => ({
    ...(await project().thumbnails(dataset)),
    problem: problems.get(dataset) ?? null,
  });

  async function make(): Promise<void> {
    again = false;
    for (const { id: dataset } of await project().datasets()) {
      const tell = async () => publish({ type: 'thumbnails', dataset, ...(await state(dataset)) });
      try {
        await makeThumbnails(project(), dataset, tell, stop.signal, !mended.has(dataset));
        mended.add(dataset);
        if (problems.delete(dataset)) await tell();
      } catch (error) {
        problems.set(dataset, asMikkeError(error).message);
        await tell();
      }
    }
  }

  async function makeAll(): Promise<void> {
    do {
      // A project that cannot be read says so to whoever looks at it.
      await make().catch(() => undefined);
    } while (again && !stop.signal.aborted);
    making = null;
    if (problems.size > 0 && !stop.signal.aborted) {
      timer = setTimeout(go, AGAIN_MILLISECONDS).unref();
    }
  }

  function go(): void {
    clearTimeout(timer);
    if (stop.signal.aborted || project().access !== 'write') return;
    again = true;
    making ??= makeAll();
  }

  return {
    go,
    state,
    async close() {
      clearTimeout(timer);
      stop.abort();
      await making;
    },
  };
}
