import { allSamples } from '../core/hiding/select.ts';
import { FEATURE_CHUNK, featureChunks, quantiseFeatures } from '../core/record/features.ts';
import type { FeatureChunk } from '../core/record/features.ts';
import type { DataSource } from './data-source.ts';
import type { Network } from './learner.ts';

export type Extraction = {
  data: DataSource;
  learner: Pick<Network, 'features'>;
  batchSize: number;
  /** The chunks before it are known. */
  firstChunk: number;
  progress(done: number, total: number): void;
  stopRequested(): boolean;
};

/**
 * The features of every sample, training samples first, seen as in evaluation: whole images. No batch
 * reaches over the end of a chunk, so that a chunk has the same bytes whichever was the first.
 * Ends early where a stop is requested, before a chunk that is not whole.
 */
export async function* extractFeatures(
  extraction: Extraction,
): AsyncGenerator<FeatureChunk & { chunk: number }, void, undefined> {
  const { data, learner, batchSize, firstChunk, progress, stopRequested } = extraction;
  const { train, test } = data.count;
  const total = train + test;
  const positions = { train: allSamples(train), test: allSamples(test) };
  for (let chunk = firstChunk; chunk < featureChunks(total); chunk++) {
    const start = chunk * FEATURE_CHUNK;
    const end = Math.min(start + FEATURE_CHUNK, total);
    const orders = [
      ['train', positions.train.subarray(start, end)],
      ['test', positions.test.subarray(Math.max(0, start - train), Math.max(0, end - train))],
    ] as const;
    let features = new Float32Array(0);
    let dims = 0;
    let done = 0;
    for (const [split, order] of orders) {
      for await (const batch of data.batches(split, order, batchSize)) {
        if (stopRequested()) return;
        const found = await learner.features(batch);
        if (done === 0) {
          dims = found.length / batch.samples.length;
          features = new Float32Array((end - start) * dims);
        }
        features.set(found, done * dims);
        done += batch.samples.length;
        progress(start + done, total);
      }
    }
    yield { chunk, ...quantiseFeatures(features, dims) };
  }
}
