/** Makes the thumbnails of a project's data sets, in order, going on where they were left. */
import { MikkeError } from '../core/errors/error.ts';
import { CHANGED, isWhole } from '../core/record/thumbnail.ts';
import type { Project } from '../project/project.ts';
import { picturesOf, type Pictures } from './pictures.ts';

/** Samples in one transaction: about as many bytes with pictures as without. */
const WHOLE_BATCH = 1024;
const PICTURE_BATCH = 256;
/** Samples of an atlas of an older project format. */
const ATLAS_TILES = 256;

/**
 * Makes what is missing of one data set's thumbnails.
 * What is made stays, whatever happens; at most one batch is lost where the process ends.
 * @param onBatch hears that some more are there
 * @param signal ends it after the batch that is under way
 * @param mend whether those are tried again that could not be made before
 * @throws dataset-moved, dataset-changed, dataset-unreadable, disk-full
 */
export async function makeThumbnails(
  project: Project,
  dataset: number,
  onBatch: () => Promise<void>,
  signal: AbortSignal,
  mend = true,
): Promise<void> {
  const { total } = await project.thumbnails(dataset);
  const { next, broken } = await project.thumbnailsLeft(dataset);
  const toMend = mend ? broken : new Uint32Array();
  if (next === total && toMend.length === 0) return;
  const pictures = await picturesOf(project, dataset);
  const batch = isWhole(await project.dataset(dataset)) ? WHOLE_BATCH : PICTURE_BATCH;
  try {
    for (let at = next; at < total && !signal.aborted;) {
      const end = await makeSome(project, dataset, pictures, at, Math.min(total, at + batch));
      await onBatch();
      at = end;
    }
    for (let i = 0; i < toMend.length && !signal.aborted; i += batch) {
      await project.addThumbnails(dataset, await pictures.draw(toMend.slice(i, i + batch)));
      await onBatch();
    }
  } finally {
    await pictures.close();
  }
}

/** Makes thumbnails from sample `start` on, of an atlas where there is one, and says before which sample it ended. */
async function makeSome(
  project: Project,
  dataset: number,
  pictures: Pictures,
  start: number,
  batchEnd: number,
): Promise<number> {
  const number = Math.floor(start / ATLAS_TILES);
  const png = await project.atlas(dataset, number);
  const end = png === null ? batchEnd : Math.min(batchEnd, (number + 1) * ATLAS_TILES);
  const samples = Uint32Array.from({ length: end - start }, (_, i) => start + i);
  const made = await (png === null ? pictures.draw(samples) : pictures.cut(samples, png));
  if (made.states.every((state) => state === CHANGED)) {
    // Not one picture ever was what it should be: these are other files.
    const { done, broken } = await project.thumbnails(dataset);
    if (done === broken) {
      const { source } = await project.dataset(dataset);
      throw new MikkeError('dataset-changed', { path: source.folder });
    }
  }
  await project.addThumbnails(dataset, made);
  return end;
}

/** Makes every thumbnail of a project beside some work, and is through when both are; it ends at once where that fails. */
export async function besideThumbnails<T>(project: Project, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  // Where they cannot be made, the app says so when it opens the project.
  const making = makeAll(project, stop.signal).catch(() => undefined);
  try {
    const result = await work();
    await making;
    return result;
  } finally {
    stop.abort();
    await making;
  }
}

async function makeAll(project: Project, signal: AbortSignal): Promise<void> {
  for (const { id } of await project.datasets()) {
    await makeThumbnails(project, id, () => Promise.resolve(), signal);
  }
}
