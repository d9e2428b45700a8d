import { describe, expect, it } from 'vitest';
import { learningRateFactor } from '../../../src/core/hiding/cost.ts';
import {
  defaultLearningRate,
  held,
  placesOf,
  steppedDown,
} from '../../../src/core/schedule/defaults.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { scheduleSchema } from '../../../src/core/schedule/schedule.ts';

const perEpoch = (epochs: number) =>
  Array.from({ length: epochs }, (_, epoch) => evaluate(steppedDown(0.3, epochs), epoch));

describe('the default hide fraction', () => {
  it.each([
    [200, [0, 59, 60, 119, 120, 159, 160, 199]],
    [90, [0, 26, 27, 53, 54, 71, 72, 89]],
    [10, [0, 2, 3, 5, 6, 7, 8, 9]],
  ])('falls to 0.8, 0.6 and 0.4 of F at 30, 60 and 80 %% of %i epochs', (epochs, at) => {
    const fractions = perEpoch(epochs);
    const expected = [0.3, 0.3, 0.24, 0.24, 0.18, 0.18, 0.12, 0.12];
    at.forEach((epoch, i) => expect(fractions[epoch]).toBeCloseTo(expected[i], 12));
  });

  it.each([
    [1, [0.3]],
    [2, [0.3, 0.24]],
    [3, [0.3, 0.24, 0.18]],
    [5, [0.3, 0.3, 0.24, 0.18, 0.12]],
  ])('takes the first whole epoch at or after each share of %i', (epochs, expected) => {
    perEpoch(epochs).forEach((fraction, i) => expect(fraction).toBeCloseTo(expected[i], 12));
  });

  it('has the fraction that exact arithmetic gives, for any number of epochs', () => {
    for (let epochs = 1; epochs <= 400; epochs++) {
      const expected = Array.from({ length: epochs }, (_, epoch) => {
        const tenths = 10 * epoch;
        return tenths < 3 * epochs ? 10 : tenths < 6 * epochs ? 8 : tenths < 8 * epochs ? 6 : 4;
      });
      expect(perEpoch(epochs).map((f) => Math.round((f / 0.3) * 10))).toEqual(expected);
    }
  });

  it('is a track that the schema accepts, for any number of epochs', () => {
    for (const epochs of [1, 2, 3, 4, 5, 7, 90, 65_535]) {
      const tracks = {
        hideFraction: steppedDown(1, epochs),
        learningRate: defaultLearningRate(0.1, 'step', epochs),
      };
      const schedule = { version: 1, clock: 'epoch', tracks };
      expect(scheduleSchema.safeParse(schedule).error).toBeUndefined();
    }
  });

  it('gives the learning-rate factors 1.4286, 1.3158, 1.2195 and 1.1364 for F = 0.3', () => {
    const track = steppedDown(0.3, 200);
    const factors = [30, 60, 120, 160].map((epoch) =>
      learningRateFactor(evaluate(track, epoch), epoch, 1).toFixed(4),
    );
    expect(factors).toEqual(['1.4286', '1.3158', '1.2195', '1.1364']);
  });
});

describe('shares of a training', () => {
  const shares = [
    [0, 9],
    [3, 9],
    [8, 9],
  ] as const;

  it('begin with a whole epoch on the clock of epochs, and where they are on that of compute', () => {
    expect(placesOf(shares, 20, 'epoch')).toEqual([0, 7, 18]);
    expect(placesOf(shares, 20, 'compute')).toEqual([0, 60 / 9, 160 / 9]);
  });

  it('that begin with the same epoch leave the last one’s value', () => {
    expect(held([0, 1, 1], [3, 2, 1])).toEqual([
      { at: 0, value: 3, easing: 'hold' },
      { at: 1, value: 1, easing: 'hold' },
    ]);
  });
});

describe('the default learning rate', () => {
  it('is a fifth of itself from 30, 60 and 80 % of the epochs on (step)', () => {
    const track = defaultLearningRate(0.1, 'step', 200);
    const expected = new Map([
      [0, 0.1],
      [59.99, 0.1],
      [60, 0.02],
      [120, 0.004],
      [160, 0.0008],
      [199.99, 0.0008],
    ]);
    for (const [at, value] of expected) expect(evaluate(track, at)).toBeCloseTo(value, 12);
  });

  it('goes down half a cosine to 0 (cosine)', () => {
    const track = defaultLearningRate(0.1, 'cosine', 8);
    const expected = [0.1, (0.1 * (1 + Math.SQRT1_2)) / 2, 0.05, (0.1 * (1 - Math.SQRT1_2)) / 2, 0];
    expected.forEach((value, i) => expect(evaluate(track, 2 * i)).toBeCloseTo(value, 12));
  });
});
