import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  forecast,
  operations,
  sumOf,
  type PassForecast,
} from '../../../src/core/forecast/forecast.ts';
import { hidingPolicyNames } from '../../../src/core/hiding/registry.ts';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { pixelsOf, type EpochRecord } from '../../../src/core/record/run.ts';
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
      lrUses: fc.constantFrom('scheduled', 'realised'),
      sbMode: fc.constantFrom('batch', 'epoch', 'composer'),
      sbFrom: fc.constantFrom(0, 0.5),
      sbUntil: fc.constantFrom(0.5, 1),
      replay: fc.boolean(),
      batch: fc.constantFrom(1, 4, 7),
      schedule: fc.option(
        fc
          .record(
            {
              clock: fc.constantFrom(...clocks),
              hideFraction: track(0, 0.9, epochs),
              bandwidth: track(0.3, 1, epochs),
              learningRate: track(0, 1, epochs),
              batchSize: track(1, 20, epochs),
            },
            { requiredKeys: ['clock'] },
          )
          .map(({ clock, ...tracks }) => schedule(tracks, clock)),
      ),
    }),
  );

const SHAPE = { height: 16, width: 12 };
const SAMPLES = { samples: 20, testSamples: 8, shape: SHAPE };

/** A run of 20 images, of which a learner forgets and confuses some, with all that it recorded. */
async function trained(settings: Record<string, unknown>) {
  const { learner } = fakeLearner((sample, step) => ({
    loss: ((sample * 7 + step * 3) % 11) / 11,
    predicted: (sample + (step % 5 === 0 ? 1 : 0)) % 4,
  }));
  const images = { ...fakeData(20), ...SHAPE };
  const { run, records } = fakeRun(settings, { data: images, learner });
  await trainRun(run);
  return { run, records };
}

const countedBy = (record: EpochRecord) => ({
  at: record.at,
  view: { height: record.viewHeight, width: record.viewWidth },
  hidden: record.hidden,
  learningRateFactor: record.learningRateFactor,
  forward: record.forwardSamples,
  backward: record.backwardSamples,
  pixels: pixelsOf(record),
});

const forecastBy = ({ at, view, hidden, learningRateFactor, amounts }: PassForecast) => ({
  ...{ at, view, hidden: hidden.count, learningRateFactor },
  ...amounts,
});

const everyPair = hidingPolicyNames.flatMap((policy) =>
  viewPolicyNames.map((view) => [policy, view] as const),
);

describe.each(everyPair)('of the policy %s with the view %s', (policy, view) => {
  const forAnyRecipe = (
    check: (settings: Record<string, unknown>, before: number[]) => Promise<void>,
  ) =>
    fc.assert(
      fc.asyncProperty(recipes(policy, view), fc.array(fc.nat(20), { maxLength: 6 }), check),
      { numRuns: 25 },
    );

  test('a run counts just what was forecast, and never less training where that is a bound', () =>
    forAnyRecipe(async (settings, before) => {
      const { run, records } = await trained(settings);
      // What another run hid may be expected, but makes nothing certain.
      for (const hiddenBefore of [[], before]) {
        const { passes } = forecast(run.recipe, run.schedule, SAMPLES, hiddenBefore);
        expect(passes).toHaveLength(records.length);
        records.forEach((record, epoch) => {
          const pass = passes[epoch];
          const { at, view: shown, ...counts } = countedBy(record);
          expect(pass).toMatchObject({ at, view: shown });
          if (pass.hidden.certainty === 'exact') {
            expect(forecastBy(pass)).toMatchObject(counts);
          } else if (pass.hidden.certainty === 'at most') {
            expect(record.hidden).toBeLessThanOrEqual(pass.hidden.count);
            expect(record.backwardSamples).toBeGreaterThanOrEqual(pass.amounts.backward);
            expect(record.forwardSamples).toBeGreaterThanOrEqual(pass.amounts.forward);
          }
        });
      }
    }));

  test('a run counts just what is forecast from the hidden counts of one that was the same', () =>
    forAnyRecipe(async (settings) => {
      // It chooses from whole batches, of which a pass has not always as many as its share says.
      fc.pre(policy !== 'selective-backprop' || settings['sbMode'] !== 'composer');
      const { run, records } = await trained(settings);
      const hidden = records.map((record) => record.hidden);
      const { passes } = forecast(run.recipe, run.schedule, SAMPLES, hidden);
      expect(passes.map(forecastBy)).toEqual(records.map(countedBy));
    }));
});

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
