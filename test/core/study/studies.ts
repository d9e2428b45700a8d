/** Studies and runs whose numbers say what they are. */
import type { EpochRecord, RunStatus } from '../../../src/core/record/run.ts';
import type { StudyRun } from '../../../src/core/study/results.ts';

export const studyFile = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  version: 1,
  name: 'hiding',
  base: { epochs: 2, batch: 16 },
  arms: [
    { name: 'baseline', settings: { policy: 'none' } },
    { name: 'kakurenbo', settings: { hide: 0.4 } },
    { name: 'control', settings: { policy: 'random' }, match: 'kakurenbo' },
  ],
  seeds: [1, 2],
  ...changes,
});

/** An epoch of a second of training, and of 0.1, 0.01, 0.001 and 10 seconds of what else is done. */
export const anEpoch = (epoch: number, testAccuracy: number): EpochRecord => ({
  epoch,
  trainLoss: 1,
  trainAccuracy: 0.5,
  testLoss: 1,
  testAccuracy,
  scheduledHideFraction: 0,
  realisedHideFraction: 0,
  hidden: 0,
  movedBack: 0,
  learningRateFactor: 1,
  learningRate: 0.1,
  forwardSamples: 100,
  backwardSamples: 70,
  at: epoch,
  forwardPixels: 78_400,
  backwardPixels: 54_880,
  viewHeight: 28,
  viewWidth: 28,
  magnitude: null,
  batchSize: 64,
  seconds: { score: 0, train: 1, refresh: 0.1, plan: 0.01, record: 0.001, evaluate: 10 },
});

export const aRun = (
  id: number,
  accuracies: readonly number[],
  status: RunStatus = 'finished',
): StudyRun => ({
  id,
  status,
  engine: { name: 'wasm' },
  epochs: accuracies.map((accuracy, epoch) => anEpoch(epoch, accuracy)),
});
