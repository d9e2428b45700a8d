import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecast, operations, sumOf } from '../../../src/core/forecast/forecast.ts';
import { hidingPolicyNames } from '../../../src/core/hiding/registry.ts';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { pixelsOf } from '../../../src/core/record/run.ts';
import { clocks, easings } from '../../../src/core/schedule/schedule.ts';
import { viewPolicyNames } from '../../../src/core/view/registry.ts';
import { trainRun } from '../../../src/training/loop.ts';
import { fakeData, fakeLearner, fakeRun } from '../../support/fake-run.ts';

const data = { samples: 1000, testSamples: 200, shape: { height: 28, width: 28 } };
const hold = (value: number) => [{ at: 0, value, easing: 'hold' }];
const schedule = (tracks: object, clock = 'epoch') => ({ version: 1, clock, tracks });
const forecastOf = (
  settings: Record<string, unknown>,
  size: typeof data | null = data,
  before: readonly number[] = [],
) => {
  const recipe = parseRecipe(settings);
  return forecast(recipe, fullSchedule(recipe), size, before);
};

const track = (min: number, max: number, epochs: number) =>
  fc
    .uniqueArray(
      fc.record({
        at: fc.integer({ min: 0, max: 4 * epochs }).map((quarter) => quarter / 4),
        value: fc.double({ min, max, noNaN: true }),
        easing: fc.constantFrom(...easings),
      }),
      { minLength: 1, maxLength: 4, selector: ({ at }) => at },
    )
    .map((keyframes) => keyframes.sort((a, b) => a.at - b.at));

/** Recipes of a policy on either clock, with tracks of any shape. */
const recipes = (policy: string, view: string) =>
  fc.integer({ min: 1, max: 6 }).chain((epochs) =>
    fc.record({
      policy: fc.constant(policy),
      view: fc.constant(view),
      epochs: fc.constant(epochs),
      seed: fc.nat(100),
      warmup: fc.nat(3),
      tau: fc.constantFrom(0, 0.7),
      moveBack: fc.boolean(),
      replay: fc.boolean(),
      batch: fc.constantFrom(1, 4, 7),
      schedule: fc.option(
        fc
          .record(
            {
              clock: fc.constantFrom(...clocks),
              hideFraction: track(0, 0.9, epochs),
              bandwidth: track(0.3, 1, epochs),
            },
            { requiredKeys: ['clock'] },
          )
          .map(({ clock, ...tracks }) => schedule(tracks, clock)),
      ),
    }),
  );

describe.each(hidingPolicyNames.flatMap((policy) => viewPolicyNames.map((view) => [policy, view])))(
  'of the policy %s with the view %s',
  (policy, view) => {
    test('a run counts just what was forecast, and never less training where that is a bound', async () => {
      await fc.assert(
        fc.asyncProperty(recipes(policy, view), async (settings) => {
          const shape = { height: 16, width: 12 };
          const { learner } = fakeLearner((sample, step) => ({
            loss: ((sample * 7 + step * 3) % 11) / 11,
            predicted: (sample + (step % 5 === 0 ? 1 : 0)) % 4,
          }));
          const images = { ...fakeData(20), ...shape };
          const { run, records } = fakeRun(settings, { data: images, learner });
          const { passes } = forecast(run.recipe, run.schedule, {
            ...{ samples: 20, testSamples: 8, shape },
          });
          await trainRun(run);

          expect(records).toHaveLength(passes.length);
          records.forEach((record, epoch) => {
            const { hidden, amounts, ...pass } = passes[epoch];
            const counted = {
              at: record.at,
              view: { height: record.viewHeight, width: record.viewWidth },
            };
            expect(pass).toMatchObject(counted);
            if (hidden.certainty === 'exact') {
              expect({ hidden: hidden.count, ...amounts }).toEqual({
                hidden: record.hidden,
                forward: record.forwardSamples,
                backward: record.backwardSamples,
                pixels: pixelsOf(record),
              });
              expect(pass.learningRateFactor).toBe(record.learningRateFactor);
            } else if (hidden.certainty === 'at most') {
              expect(record.hidden).toBeLessThanOrEqual(hidden.count);
              expect(record.backwardSamples).toBeGreaterThanOrEqual(amounts.backward);
              expect(record.forwardSamples).toBeGreaterThanOrEqual(amounts.forward);
            }
          });
        }),
        { numRuns: 25 },
      );
    });
  },
);

describe('a forecast', () => {
  test('costs 3N - 2H an epoch, after the first, against the 3N of the baseline', () => {
    const made = forecastOf({ epochs: 10, schedule: schedule({ hideFraction: hold(0.3) }) });
    expect(made.hidden).toEqual({ count: 2700, certainty: 'at most' });
    expect(made.amounts).toMatchObject({ forward: 10_000, backward: 7300 });
    expect(made.baseline).toMatchObject({ forward: 10_000, backward: 10_000 });
    expect(made.compute).toBeCloseTo(24_600 / 30_000, 12);
  });

  test('is the sum of its passes', () => {
    const { passes, amounts } = forecastOf({ epochs: 7, view: 'efficienttrain' });
    expect(sumOf(passes.map((pass) => pass.amounts))).toEqual(amounts);
  });

  test('takes the hidden counts of an earlier run, as far as it went and the fraction allows', () => {
    const settings = { epochs: 4, schedule: schedule({ hideFraction: hold(0.3) }) };
    const made = forecastOf(settings, data, [0, 120, 800]);
    expect(made.passes.map(({ hidden }) => hidden)).toEqual([
      { count: 0, certainty: 'exact' },
      { count: 120, certainty: 'expected' },
      { count: 300, certainty: 'expected' },
      { count: 300, certainty: 'at most' },
    ]);
    expect(made.hidden).toEqual({ count: 720, certainty: 'at most' });
    const whole = forecastOf(settings, data, [0, 120, 130, 140]);
    expect(whole.hidden).toEqual({ count: 390, certainty: 'expected' });
  });

  test('needs no earlier run where a policy hides whom it may', () => {
    const settings = {
      policy: 'random',
      epochs: 3,
      schedule: schedule({ hideFraction: hold(0.3) }),
    };
    expect(forecastOf(settings, data, [1, 1, 1]).hidden).toEqual({
      count: 900,
      certainty: 'exact',
    });
  });

  test('spends on smaller images no more than the compute of the clock, and on more of them', () => {
    const bandwidth = hold(0.5);
    const made = forecastOf({
      ...{ policy: 'none', epochs: 10 },
      schedule: schedule({ bandwidth }, 'compute'),
    });
    // Half of 28 pixels, as a multiple of 4, is 16 or 12: 14 lies between, and goes up.
    expect(made.passes).toHaveLength(Math.floor((10 * 28 * 28) / (16 * 16)));
    expect(made.passes[0].view).toEqual({ height: 16, width: 16 });
    expect(made.compute).toBeCloseTo((30 * 16 * 16) / (10 * 28 * 28), 12);
  });

  test('counts a backward pixel as two forward ones', () => {
    expect(operations({ forward: 10, backward: 7 })).toBe(24);
  });

  test('counts passes where the data set is not known', () => {
    const settings = { epochs: 4, schedule: schedule({ hideFraction: hold(0.25) }) };
    expect(forecastOf(settings, null)).toMatchObject({
      hidden: { count: 0.75, certainty: 'at most' },
      amounts: { forward: 4, backward: 3.25, pixels: { forward: 4, backward: 3.25 } },
      baseline: { forward: 4, backward: 4 },
      compute: (4 + 2 * 3.25) / 12,
    });
  });

  test('says nothing of the compute of smaller images where their size is not known', () => {
    expect(forecastOf({ view: 'efficienttrain' }, null).compute).toBeNull();
    expect(forecastOf({ view: 'efficienttrain' }).compute).toBeLessThan(1);
  });
});
