/** The thread that holds the pixels and fills batches; ./data-source.ts starts and ends it. */
import { parentPort, workerData } from 'node:worker_threads';
import { newAugmenter } from '../../core/augment/augmenter.ts';
import { MikkeError, reportOf } from '../../core/errors/error.ts';
import type { DatasetRecord } from '../../core/record/dataset.ts';
import { contentIds, fingerprint } from '../fingerprint.ts';
import { loadDataset, type LoadedDataset } from '../load.ts';
import { fillBatch } from './fill.ts';
import { buffersOf, fillRequestSchema, type SourceMessage } from './messages.ts';
import { pixelTable } from './normalise.ts';

const record = workerData as DatasetRecord;

const send = (message: SourceMessage, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer);

/** @throws dataset-changed, and what reading throws */
function loadUnchanged(): LoadedDataset {
  const loaded = loadDataset(record.source);
  const { train, test } = loaded;
  const ids = { train: contentIds(train), test: contentIds(test) };
  if (fingerprint(train, test, ids) !== record.fingerprint) {
    throw new MikkeError('dataset-changed', { path: record.source.folder });
  }
  return loaded;
}

function serve(loaded: LoadedDataset): void {
  const table = pixelTable(record.pixelMean, record.pixelStd);
  parentPort?.on('message', (given: unknown) => {
    const { id, split, count, augmentation, arrays } = fillRequestSchema.parse(given);
    const { samples, pixels, labels } = arrays;
    try {
      const { shape } = loaded[split];
      const augmenter = augmentation && newAugmenter(augmentation, shape, record.pixelMean);
      fillBatch(loaded[split], table, augmenter, samples.subarray(0, count), pixels, labels);
      send({ kind: 'filled', id, arrays }, buffersOf(arrays));
    } catch (error) {
      send({ kind: 'refused', id, report: reportOf(error) });
    }
  });
  send({ kind: 'ready', trainLabels: new Uint16Array(loaded.train.labels) });
}

try {
  serve(loadUnchanged());
} catch (error) {
  send({ kind: 'unusable', report: reportOf(error) });
}
