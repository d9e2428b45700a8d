import type { DatasetRecord } from '../../core/record/dataset.ts';
import type { Batch, DataSource, Split } from '../../training/data-source.ts';
import { pixelsOf } from '../samples.ts';
import { startFiller, type Filler } from './filler.ts';
import type { BatchArrays } from './messages.ts';

/** Batches that are ready or being filled while the caller works on one. */
const AHEAD = 2;

/**
 * Opens a data-set version for training: its files are read again and checked against the
 * fingerprint, and a thread of its own fills batches ahead of whoever asks for them.
 * @throws dataset-changed, dataset-missing, dataset-empty, dataset-invalid, test-split-empty
 */
export async function openDataSource(
  record: DatasetRecord,
): Promise<DataSource & { close(): Promise<void> }> {
  const filler = await startFiller(record);
  const { height, width, channels } = record;
  return {
    height,
    width,
    channels,
    classes: record.classNames.length,
    count: { train: record.trainCount, test: record.testCount },
    trainLabels: filler.trainLabels,
    batches: (split, order, batchSize) =>
      batches(filler, pixelsOf(record), split, order, batchSize),
    close: () => filler.close(),
  };
}

async function* batches(
  filler: Filler,
  samplePixels: number,
  split: Split,
  order: Uint32Array,
  batchSize: number,
): AsyncGenerator<Batch, void, undefined> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`A batch cannot have ${batchSize} samples.`);
  }
  const asked: Promise<BatchArrays>[] = [];
  let asking = 0;
  const ask = () => {
    if (asking >= order.length) return;
    const samples = order.subarray(asking, asking + batchSize);
    asking += samples.length;
    asked.push(filler.fill(split, samples, Math.min(batchSize, order.length)));
  };
  let lent: BatchArrays | undefined;
  try {
    for (let i = 0; i <= AHEAD; i++) ask();
    for (let start = 0; start < order.length; start += batchSize) {
      lent = await asked[0];
      asked.shift();
      yield batchOf(lent, Math.min(batchSize, order.length - start), samplePixels);
      filler.takeBack(lent);
      lent = undefined;
      ask();
    }
  } finally {
    // Whoever stops early leaves batches behind, whose arrays the next iteration takes.
    if (lent !== undefined) filler.takeBack(lent);
    for (const left of await Promise.allSettled(asked)) {
      if (left.status === 'fulfilled') filler.takeBack(left.value);
    }
  }
}

/** The first `count` samples of the arrays, as views. */
const batchOf = (arrays: BatchArrays, count: number, samplePixels: number): Batch => ({
  samples: arrays.samples.subarray(0, count),
  pixels: arrays.pixels.subarray(0, count * samplePixels),
  labels: arrays.labels.subarray(0, count),
});
