/** What a model says of the labels of samples that it was not trained on. */
import { allSamples } from '../core/hiding/select.ts';
import { MikkeError } from '../core/errors/error.ts';
import { foldsOf } from '../core/labels/folds.ts';
import { judge, newJudged, type JudgedLabels } from '../core/labels/judged.ts';
import { newLedger } from '../core/ledger/ledger.ts';
import { fullSchedule, type Recipe } from '../core/recipe/recipe.ts';
import type { DataSource } from './data-source.ts';
import type { Network } from './learner.ts';
import { trainRun } from './loop.ts';
import type { Progress } from './run.ts';

export type FoldTraining = {
  recipe: Recipe;
  data: DataSource;
  folds: number;
  fold: number;
  newLearner(seed: number): Network;
  progress(progress: Progress): void;
  /** Seconds of a monotonic clock. */
  now(): number;
  stopRequested(): boolean;
};

/**
 * Trains the recipe without one fold, which stands in for the test split, and judges the labels of
 * that fold, whose samples stand in ascending order.
 * @returns null where a stop was requested
 * @throws fold-diverged, and what trainRun throws
 */
export async function judgeFold(training: FoldTraining): Promise<JudgedLabels | null> {
  const { recipe, folds, fold, newLearner, progress, now, stopRequested } = training;
  const data = withoutFold(
    training.data,
    foldsOf(training.data.trainLabels, folds, recipe.seed),
    fold,
  );
  const diverged = (epoch: number, cause?: unknown) =>
    new MikkeError('fold-diverged', { fold: fold + 1, folds, epoch }, cause);
  const learner = newLearner(recipe.seed);
  let epoch = 0;
  try {
    const outcome = await trainRun({
      ...{ recipe, schedule: fullSchedule(recipe), revisions: [], firstEpoch: 0, prelude: null },
      ...{ ledger: newLedger(data.count.train, data.classes), data, learner, newLearner },
      ...{ now, stopRequested },
      progress(made) {
        ({ epoch } = made);
        progress(made);
      },
      record: () => Promise.resolve([]),
      checkpoint: () => Promise.resolve(),
    });
    if (outcome === 'stopped') return null;
    const judged = newJudged(data.count.test);
    let done = 0;
    for await (const batch of data.batches('test', allSamples(data.count.test), recipe.batch)) {
      if (stopRequested()) return null;
      const logits = await learner.logits(batch);
      if (judge(logits, batch.labels, judged, done) !== -1) throw diverged(epoch);
      done += batch.labels.length;
    }
    return judged;
  } catch (error) {
    // It names a sample by its place among those that are left, which means nothing to people.
    if (error instanceof MikkeError && error.code === 'loss-not-finite')
      throw diverged(epoch, error);
    throw error;
  } finally {
    learner.dispose();
  }
}

/** The training split without a fold, and that fold in the place of the test split. */
function withoutFold(data: DataSource, folds: Uint8Array, fold: number): DataSource {
  const everybody = allSamples(data.count.train);
  const members = {
    train: everybody.filter((sample) => folds[sample] !== fold),
    test: everybody.filter((sample) => folds[sample] === fold),
  };
  const places = new Uint32Array(data.count.train);
  for (const samples of [members.train, members.test]) {
    samples.forEach((sample, place) => (places[sample] = place));
  }
  return {
    ...data,
    count: { train: members.train.length, test: members.test.length },
    trainLabels: Uint16Array.from(members.train, (sample) => data.trainLabels[sample]),
    async *batches(split, order, batchSize, augmentation) {
      const samples = order.map((place) => members[split][place]);
      for await (const batch of data.batches('train', samples, batchSize, augmentation)) {
        yield { ...batch, samples: batch.samples.map((sample) => places[sample]) };
      }
    },
  };
}
