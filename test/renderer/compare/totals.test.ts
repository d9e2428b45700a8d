import { expect, test } from 'vitest';
import { totalsOf } from '../../../renderer/compare/totals.ts';
import type { EpochRecord } from '../../../src/core/record/run.ts';

const record = (epoch: number, changes: Partial<EpochRecord>): EpochRecord => ({
  epoch,
  trainLoss: 1,
  trainAccuracy: 0.5,
  testLoss: 1,
  testAccuracy: 0.5,
  scheduledHideFraction: 0.3,
  realisedHideFraction: 0,
  hidden: 0,
  movedBack: 0,
  learningRateFactor: 1,
  learningRate: 0.1,
  forwardSamples: 100,
  backwardSamples: 100,
  at: 0,
  forwardPixels: 78400,
  backwardPixels: 78400,
  viewHeight: 28,
  viewWidth: 28,
  magnitude: null,
  batchSize: 64,
  seconds: { score: 0, train: 2, refresh: 1, evaluate: 0.5, plan: 0.25, record: 0.25 },
  ...changes,
});

test('a run without epochs has no totals', () => {
  expect(totalsOf([])).toBeNull();
});

test('costs are summed, and accuracy is that of the last epoch', () => {
  const totals = totalsOf([
    record(0, { testAccuracy: 0.9 }),
    record(1, { testAccuracy: 0.8, realisedHideFraction: 0.2, backwardSamples: 80 }),
  ]);
  expect(totals).toEqual({
    testAccuracy: 0.8,
    hiddenShare: 0.1,
    forwardSamples: 200,
    backwardSamples: 180,
    seconds: { score: 0, train: 4, refresh: 2, evaluate: 1, plan: 0.5, record: 0.5 },
    totalSeconds: 8,
  });
});
