import {
  ATLAS_TILES,
  CONTENT_ID_BYTES,
  type DatasetRecord,
  type DatasetSource,
  type ImportedDataset,
} from '../core/record/dataset.ts';
import { contentIds, fingerprint } from './fingerprint.ts';
import type { GivenNames } from './idx/names.ts';
import { loadDataset } from './load.ts';
import { imageOf } from './samples.ts';
import { pixelStatistics } from './statistics.ts';
import { drawAtlas, tileSize } from './thumbnails.ts';

/** What is to be imported, with its folder found: an absolute path, or "mnist". */
export type BuildRequest = Omit<DatasetSource, 'importer' | 'files'> & {
  name: string;
  files: GivenNames;
};

/** Atlases packed at the same time, on the threads that sharp works in. */
const ATLASES_AT_ONCE = 4;

/**
 * Imports on the calling thread; `onProgress` counts samples.
 * @throws dataset-missing, dataset-empty, dataset-invalid, test-split-empty
 */
export async function buildDataset(
  request: BuildRequest,
  onProgress: (done: number, total: number) => void,
): Promise<ImportedDataset> {
  const { name, ...source } = request;
  const { files, classNames, train, test, sourceIndex } = loadDataset(source);
  const { shape } = train;
  const ids = { train: contentIds(train), test: contentIds(test) };
  const { mean, std } = pixelStatistics(train);
  const record: DatasetRecord = {
    name,
    source: { importer: 'idx', ...source, files },
    fingerprint: fingerprint(train, test, ids),
    ...shape,
    classNames,
    trainCount: train.count,
    testCount: test.count,
    pixelMean: mean,
    pixelStd: std,
    ...tileSize(shape),
  };

  const total = train.count + test.count;
  const imageAt = (sample: number) =>
    sample < train.count ? imageOf(train, sample) : imageOf(test, sample - train.count);
  const atlases: Uint8Array[] = [];
  const step = ATLAS_TILES * ATLASES_AT_ONCE;
  for (let sample = 0; sample < total; sample += step) {
    onProgress(sample, total);
    const starts = range(sample, Math.min(sample + step, total), ATLAS_TILES);
    const images = starts.map((start) =>
      range(start, Math.min(start + ATLAS_TILES, total)).map(imageAt),
    );
    atlases.push(...(await Promise.all(images.map((tiles) => drawAtlas(tiles, shape)))));
  }
  onProgress(total, total);
  return {
    record,
    labels: joined(new Uint16Array(total), train.labels, test.labels),
    contentIds: joined(new Uint8Array(total * CONTENT_ID_BYTES), ids.train, ids.test),
    sourceIndex: joined(new Uint32Array(total), sourceIndex.train, sourceIndex.test),
    atlases,
  };
}

const range = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);

/** One split's values after the other's, written to `all`. */
function joined<T extends Uint8Array | Uint16Array | Uint32Array>(
  all: T,
  train: ArrayLike<number>,
  test: ArrayLike<number>,
): T {
  all.set(train);
  all.set(test, train.length);
  return all;
}
