import {
  CONTENT_ID_BYTES,
  type DatasetRecord,
  type DatasetSource,
  type ImportedDataset,
} from '../core/record/dataset.ts';
import { contentIds, fingerprint } from './fingerprint.ts';
import type { GivenNames } from './idx/names.ts';
import { loadDataset } from './load.ts';
import { pixelStatistics } from './statistics.ts';

/** What is to be imported, with its folder found: an absolute path, or "mnist". */
export type BuildRequest = Omit<DatasetSource, 'importer' | 'files'> & {
  name: string;
  files: GivenNames;
};

/** Samples between two words about the progress. */
const STEP = 1024;

/**
 * Imports on the calling thread; `onProgress` counts samples.
 * @throws dataset-missing, dataset-empty, dataset-invalid, test-split-empty
 */
export function buildDataset(
  request: BuildRequest,
  onProgress: (done: number, total: number) => void,
): ImportedDataset {
  const { name, ...source } = request;
  const { files, classNames, train, test, sourceIndex } = loadDataset(source);
  const total = train.count + test.count;
  const tell = (done: number) => {
    if (done % STEP === 0) onProgress(done, total);
  };
  const ids = {
    train: contentIds(train, tell),
    test: contentIds(test, (done) => tell(train.count + done)),
  };
  const { mean, std } = pixelStatistics(train);
  const record: DatasetRecord = {
    name,
    source: { importer: 'idx', ...source, files },
    fingerprint: fingerprint(train, test, ids),
    ...train.shape,
    classNames,
    trainCount: train.count,
    testCount: test.count,
    pixelMean: mean,
    pixelStd: std,
  };
  onProgress(total, total);
  return {
    record,
    labels: joined(new Uint16Array(total), train.labels, test.labels),
    contentIds: joined(new Uint8Array(total * CONTENT_ID_BYTES), ids.train, ids.test),
    sourceIndex: joined(new Uint32Array(total), sourceIndex.train, sourceIndex.test),
  };
}

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
