import { expect, test } from 'vitest';
import { parseRecipe, fullSchedule } from '../../src/core/recipe/recipe.ts';
import { passCosts, secondsLeft, shareDone } from '../../src/jobs/time-left.ts';
import { syntheticDataset } from '../project/support/synthetic.ts';

const progress = (epoch: number, done: number, part: 'score' | 'train' = 'train') => ({
  ...{ type: 'progress' as const, epoch, part, done, total: 100 },
});
const alike = Array.from({ length: 10 }, () => ({ score: 0, rest: 7 }));

test('nothing can be told before anything is done', () => {
  expect(secondsLeft(progress(0, 0), alike, 0, 5)).toBeNull();
});

test('the time left follows from what was done since the run began', () => {
  expect(secondsLeft(progress(5, 0), alike, 0, 50)).toBeCloseTo(50);
  expect(secondsLeft(progress(8, 0), alike, 0, 50)).toBeCloseTo(12.5);
  expect(shareDone(progress(5, 0), alike)).toBeCloseTo(0.5, 12);
});

test('epochs before a resume do not make it look faster', () => {
  expect(secondsLeft(progress(9, 0), alike, 8, 5)).toBeCloseTo(5);
});

test('epochs that cost more take longer', () => {
  const growing = [1, 1, 2, 4].map((rest) => ({ score: 0, rest }));
  expect(secondsLeft(progress(2, 0), growing, 0, 10)).toBeCloseTo(30);
});

test('models that score before the first epoch are not taken for a part of every epoch', () => {
  const costs = [{ score: 40, rest: 5 }, ...[5, 5, 5].map((rest) => ({ score: 0, rest }))];
  expect(secondsLeft(progress(0, 50, 'score'), costs, 0, 20)).toBeCloseTo(40);
  expect(secondsLeft(progress(0, 0), costs, 0, 40)).toBeCloseTo(20);
});

test('costs are those of the forecast, with an evaluation on whole images an epoch', () => {
  const { record } = syntheticDataset(100);
  const costsOf = (settings: Record<string, unknown>) => {
    const recipe = parseRecipe({ epochs: 5, policy: 'none', ...settings });
    const costs = passCosts({ recipe, schedule: fullSchedule(recipe), revisions: [] }, record);
    const whole = record.height * record.width;
    return costs.map(({ score, rest }) => [score / whole, rest / whole - record.testCount]);
  };
  expect(costsOf({})).toEqual(Array(5).fill([0, 300]));
  expect(costsOf({ view: 'efficienttrain' })[0][1]).toBeLessThan(200);
  expect(costsOf({ view: 'efficienttrain' })[4]).toEqual([0, 300]);
  expect(costsOf({ policy: 'gradmatch', keepBatches: 1 })).toEqual(Array(5).fill([100, 300]));
  expect(costsOf({ policy: 'el2n', hide: 0, scoreEpochs: 2 })).toEqual([
    [700, 300],
    ...Array(4).fill([0, 300]),
  ]);
});

test('a revised run has the costs of the passes that it makes', () => {
  const { record } = syntheticDataset(100);
  const clock = { version: 1, clock: 'compute', tracks: {} };
  const recipe = parseRecipe({ epochs: 4, policy: 'none', schedule: clock });
  const schedule = fullSchedule(recipe);
  const bandwidth = [{ at: 0, value: 0.5, easing: 'hold' as const }];
  const changed = { ...schedule, tracks: { ...schedule.tracks, bandwidth } };
  const revisions = [{ epoch: 2, schedule: changed, at: '', by: '' }];
  const costs = passCosts({ recipe, schedule, revisions }, record);
  // Images of 28 x 28 pixels, and of 16 x 16 for the compute of two epochs that is left.
  expect(costs).toHaveLength(2 + 6);
  expect(costs[2].rest).toBeLessThan(costs[1].rest);
});
