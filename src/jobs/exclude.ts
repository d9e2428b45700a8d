/** Makes a data-set version without the samples that people marked to be excluded. */
import { MikkeError } from '../core/errors/error.ts';
import { CONTENT_ID_BYTES, type DatasetRecord } from '../core/record/dataset.ts';
import { joinExclusions } from '../core/record/exclusion.ts';
import { EXCLUDE } from '../core/record/tags.ts';
import { importDataset } from '../dataset/import.ts';
import type { Project } from '../project/project.ts';
import type { OnImport } from './new-run.ts';

/** Thumbnails in one transaction, while which nobody else is answered. */
const CARRIED_AT_ONCE = 1024;

export type NewVersion = { dataset: number; leftOut: number; trainCount: number };

/** What a version leaves out when the marked ones go, too, and how many more these are. */
export async function exclusionOf(
  project: Project,
  dataset: number,
): Promise<{ exclude: string; leftOut: number }> {
  const { source, trainCount } = await project.dataset(dataset);
  const marked = await project.taggedSamples(dataset, EXCLUDE);
  // Test samples stay: what is measured on others cannot be compared.
  const leaving = marked.filter((sample) => sample < trainCount);
  const sourceIndex = await project.sourceIndex(dataset);
  const indices = leaving.map((sample) => sourceIndex[sample]);
  const exclude = joinExclusions(source.exclude, indices);
  if (leaving.length === 0 || exclude === null)
    throw new MikkeError('nothing-excluded', { dataset });
  return { exclude, leftOut: leaving.length };
}

/**
 * Adds the version to the project, with the tags, notes and thumbnails of the samples that stay.
 * @throws nothing-excluded, everything-excluded, class-excluded, dataset-changed, labels-changed, and what importing throws
 */
export async function versionWithoutExcluded(
  project: Project,
  dataset: number,
  onImport: OnImport,
): Promise<NewVersion> {
  project.requireWrite();
  const { exclude, leftOut } = await exclusionOf(project, dataset);
  const before = await project.dataset(dataset);
  const imported = await importDataset({ ...requestOf(before), exclude }, onImport);
  const stay = await staying(project, before, imported.sourceIndex, imported.record.trainCount);
  const path = before.source.folder;
  if (!sameContent(await project.contentIds(dataset), imported.contentIds, stay)) {
    throw new MikkeError('dataset-changed', { path });
  }
  const labels = await project.labels(dataset);
  const changed = stay.reduce(
    (sum, place, sample) => sum + Number(labels[place] !== imported.labels[sample]),
    0,
  );
  if (changed > 0) throw new MikkeError('labels-changed', { path, samples: changed });
  const id = await project.addDataset(imported);
  await project.carryTags(dataset, id, stay);
  await carryThumbnails(project, dataset, id, stay);
  return { dataset: id, leftOut, trainCount: imported.record.trainCount };
}

/** The others are made like those of any data set. */
async function carryThumbnails(
  project: Project,
  from: number,
  to: number,
  places: Uint32Array,
): Promise<void> {
  let { done } = await project.thumbnails(to);
  while (done < places.length) {
    const part = places.slice(done, done + CARRIED_AT_ONCE);
    const carried = await project.carryThumbnails(from, to, part, done);
    if (carried < part.length) return;
    done += carried;
  }
}

/** What imports a data-set version again. */
const requestOf = ({ source }: Pick<DatasetRecord, 'source'>) => {
  const { folder, limit, testLimit, validation, dataSeed, files, exclude } = source;
  return {
    ...{ dataset: folder, limit, testLimit, validation: validation ?? 0, dataSeed, files },
    exclude: exclude ?? null,
  };
};

/** Where each sample of the version stood in the one before it, by its index in the file that it comes from. */
async function staying(
  project: Project,
  { id, trainCount }: { id: number; trainCount: number },
  sourceIndex: Uint32Array,
  newTrainCount: number,
): Promise<Uint32Array> {
  const before = await project.sourceIndex(id);
  let last = 0;
  for (let sample = 0; sample < trainCount; sample++) last = Math.max(last, before[sample]);
  const places = new Uint32Array(last + 1);
  for (let sample = 0; sample < trainCount; sample++) places[before[sample]] = sample;
  return sourceIndex.map((index, sample) =>
    // The test split is the same one.
    sample < newTrainCount ? (places[index] ?? 0) : sample - newTrainCount + trainCount,
  );
}

function sameContent(before: Uint8Array, after: Uint8Array, stay: Uint32Array): boolean {
  const words = CONTENT_ID_BYTES / Uint32Array.BYTES_PER_ELEMENT;
  // Copies, since words must be aligned.
  const [ofBefore, ofAfter] = [before, after].map(
    (ids) => new Uint32Array(new Uint8Array(ids).buffer),
  );
  return stay.every((place, sample) => {
    for (let word = 0; word < words; word++) {
      if (ofBefore[place * words + word] !== ofAfter[sample * words + word]) return false;
    }
    return true;
  });
}
