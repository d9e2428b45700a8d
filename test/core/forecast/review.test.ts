import { describe, expect, test } from 'vitest';
import type { DatasetSize } from '../../../src/core/forecast/forecast.ts';
import { review } from '../../../src/core/forecast/review.ts';
import { epochRecord, runDocument } from '../../renderer/runs/runs.ts';

const data: DatasetSize = { samples: 100, testSamples: 40, shape: { height: 28, width: 28 } };
const sizes = new Map([[1, data]]);
const schedule = {
  version: 1 as const,
  clock: 'epoch' as const,
  tracks: { hideFraction: [{ at: 0, value: 0.3, easing: 'hold' as const }] },
};
/** 20 of 100 samples were hidden in each epoch but the first. */
const epochs = [
  epochRecord(0, { hidden: 0, backwardSamples: 100 }),
  epochRecord(1),
  epochRecord(2),
];
const run = runDocument({ id: 3, recipe: { epochs: 10, schedule }, epochs });

describe('a review', () => {
  test('sets what was recorded beside the forecast of as many passes', () => {
    const pixels = 28 * 28;
    expect(review(run, [run], sizes)).toEqual({
      epochs: 3,
      certainty: 'at most',
      hidden: { forecast: 60, measured: 40, ratio: 40 / 60 },
      forwardSamples: { forecast: 300, measured: 300, ratio: 1 },
      backwardSamples: { forecast: 240, measured: 260, ratio: 260 / 240 },
      forwardPixels: { forecast: 300 * pixels, measured: 300 * pixels, ratio: 1 },
      backwardPixels: { forecast: 240 * pixels, measured: 260 * pixels, ratio: 260 / 240 },
      pixelOperations: { forecast: 780 * pixels, measured: 820 * pixels, ratio: 820 / 780 },
      seconds: null,
    });
  });

  test('takes the pace of a run before it, and never its own or a later one', () => {
    const later = runDocument({ ...run, id: 4 });
    expect(review(run, [run, later], sizes)?.seconds).toBeNull();
    const before = runDocument({ id: 2, recipe: { policy: 'none' }, epochs: 1 });
    // That epoch took 4 s for 80 samples, 3 s for 60 that were forwarded only, and 1 s beside.
    const forecast = 240 / 20 + (60 + 120) / 20 + 3;
    expect(review(run, [before, run, later], sizes)?.seconds).toEqual({
      forecast: expect.closeTo(forecast, 9),
      measured: 24,
      ratio: expect.closeTo(24 / forecast, 9),
      paceOfRun: 2,
    });
  });

  test('forecasts of a revised run what it followed', () => {
    const hideFraction = [{ at: 0, value: 0.1, easing: 'hold' as const }];
    const tracks = { ...run.schedule.tracks, hideFraction };
    const revision = { epoch: 2, schedule: { ...run.schedule, tracks }, at: '', by: '' };
    const revised = runDocument({ ...run, revisions: [revision] });
    expect(review(revised, [], sizes)?.hidden.forecast).toBe(0 + 30 + 10);
  });

  test('has no ratio to a forecast of nothing', () => {
    const plain = runDocument({ id: 1, recipe: { policy: 'none', epochs: 3 }, epochs });
    expect(review(plain, [], sizes)?.hidden).toEqual({ forecast: 0, measured: 40, ratio: null });
  });

  test('is none where nothing is recorded, or the data set is not known', () => {
    expect(review(runDocument({ epochs: 0 }), [], sizes)).toBeNull();
    expect(review(run, [], new Map())).toBeNull();
  });
});
