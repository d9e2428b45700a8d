import { expect, it } from 'vitest';
import { reviewNote, reviewRows } from '../../../renderer/runs/review-rows.ts';
import { review } from '../../../src/core/forecast/review.ts';
import { epochRecord, runDocument } from './runs.ts';

const size = { samples: 100, testSamples: 40, shape: { height: 28, width: 28 } };
const sizes = new Map([[1, size]]);

it('a run stands beside its forecast, with ratios, and with the run that set the pace', () => {
  const before = runDocument({ id: 1, recipe: { policy: 'none' }, epochs: 2 });
  const epochs = [epochRecord(0, { hidden: 0, backwardSamples: 100 }), epochRecord(1)];
  const run = runDocument({ id: 2, recipe: { epochs: 10, hide: 0.3 }, epochs });
  const made = review(run, [before, run], sizes);
  expect(made && reviewRows(made)).toEqual([
    ['Hidden, at most', '30', '20', '0.667'],
    ['Samples forward', '200', '200', '1'],
    ['Samples backward', '170', '180', '1.06'],
    ['Pixels forward', '157K', '157K', '1'],
    ['Pixels backward', '133K', '141K', '1.06'],
    ['Pixel-operations', '423K', '439K', '1.04'],
    ['Time', '16 s', '16 s', '1'],
  ]);
  expect(made && reviewNote(made)).toContain('at the pace of run 1');
  const alone = review(run, [run], sizes);
  expect(alone && reviewRows(alone)).toHaveLength(6);
  expect(alone && reviewNote(alone)).toContain('No earlier run');
});
