import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { infobatch } from '../../../src/core/hiding/infobatch.ts';
import type { PlanInput } from '../../../src/core/hiding/policy.ts';
import { newLedger } from '../../../src/core/ledger/ledger.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { explained } from './explained.ts';
import {
  hideFractions,
  ledgerOfLosses,
  ledgers,
  numbersBelow,
  planInput,
  timesIn,
} from './ledgers.ts';

/** Four below their mean of 2.5, the last two not. */
const six = ledgerOfLosses([1, 2, 0.5, 2.25, 2.5, 6.75]);
const weightsOf = (input: PlanInput) => [...(infobatch.plan(input).weights ?? [])];

/** By the rule, sample by sample: who may be hidden, and how many are. */
function oracle({ ledger, hideFraction }: PlanInput) {
  const samples = numbersBelow(ledger.size);
  const mean = samples.reduce((sum, i) => sum + ledger.loss[i], 0) / ledger.size;
  const below = samples.filter((i) => ledger.loss[i] < mean);
  return { below, count: Math.floor(hideFraction * below.length + 1e-9) };
}

describe('infobatch', () => {
  it('hides as many of those strictly below the mean as the published rule, and nobody else', () => {
    fc.assert(
      fc.property(ledgers, hideFractions, fc.integer({ min: 1, max: 20 }), (ledger, f, epoch) => {
        const input = planInput(ledger, { hideFraction: f, epoch });
        const { below, count } = oracle(input);
        const hidden = [...infobatch.plan(input).hidden];
        expect(hidden).toHaveLength(count);
        expect(hidden.filter((sample) => !below.includes(sample))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('weighs all samples by 1 on average, whatever was rounded', () => {
    fc.assert(
      fc.property(ledgers, hideFractions, (ledger, hideFraction) => {
        const weights = weightsOf(planInput(ledger, { hideFraction }));
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - ledger.size)).toBeLessThanOrEqual(1e-6 * ledger.size);
      }),
    );
  });

  it.each([
    [0.5, 2],
    [0.25, 4 / 3],
    [0.75, 4],
  ])('weighs those that are kept below the mean by 1 / (1 - %d), the others by 1', (r, weight) => {
    const plan = infobatch.plan(planInput(six, { hideFraction: r }));
    const kept = [0, 1, 2, 3].filter((sample) => plan.train.includes(sample));
    expect(kept).toHaveLength(4 * (1 - r));
    for (const sample of kept) expect(plan.weights?.[sample]).toBe(Math.fround(weight));
    expect([plan.weights?.[4], plan.weights?.[5]]).toEqual([1, 1]);
  });

  it('hides each of those below the mean equally often', () => {
    const epochs = 4000;
    const times = timesIn(
      6,
      epochs,
      (epoch) => infobatch.plan(planInput(six, { epoch, hideFraction: 0.25 })).hidden,
    );
    const deviation = Math.sqrt(epochs * 0.25 * 0.75);
    for (const count of times.slice(0, 4)) {
      expect(Math.abs(count - epochs * 0.25)).toBeLessThan(4 * deviation);
    }
    expect(times.slice(4)).toEqual([0, 0]);
  });

  it('leaves a sum over all samples what it was, on average', () => {
    const values = [3, -1, 4, 1, -5, 9];
    const epochs = 4000;
    let sum = 0;
    let squares = 0;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const weights = weightsOf(planInput(six, { epoch, hideFraction: 0.5 }));
      const weighted = values.reduce((total, value, i) => total + value * weights[i], 0);
      sum += weighted;
      squares += weighted ** 2;
    }
    const mean = sum / epochs;
    const deviation = Math.sqrt((squares / epochs - mean ** 2) / epochs);
    expect(Math.abs(mean - 11)).toBeLessThan(4 * deviation);
  });

  it.each([
    ['before anything was forwarded', newLedger(50, 10)],
    ['where all losses are equal', ledgerOfLosses(new Array<number>(77).fill(0.1))],
  ])('hides nobody %s, and weighs all alike', (_, ledger) => {
    const plan = infobatch.plan(planInput(ledger, { hideFraction: 0.9 }));
    expect(plan.hidden).toHaveLength(0);
    expect(plan.weights).toEqual(new Float32Array(ledger.size).fill(1));
  });

  it('does not refresh whom it hides, and leaves the learning rate as it is', () => {
    const { refresh, learningRateFactor } = infobatch.plan(planInput(six));
    expect([refresh.length, learningRateFactor]).toEqual([0, 1]);
  });

  it.each([
    [0.875, 200, 175],
    [0.875, 90, 79],
    [0.875, 10, 9],
    [0.875, 1, 1],
    [0.55, 100, 55],
    [1, 30, 30],
    [0, 30, 0],
  ])('from %d of %i epochs on, which is epoch %i, hides nobody by default', (from, epochs, at) => {
    const settings = { ...defaultRecipe(), prune: 0.4, annealFrom: from };
    const track = infobatch.hideFraction?.(settings, epochs) ?? [];
    const fractions = numbersBelow(epochs).map((epoch) => evaluate(track, epoch));
    expect(fractions).toEqual(numbersBelow(epochs).map((epoch) => (epoch < at ? 0.4 : 0)));
  });

  it('expects at most the scheduled share to be hidden, or what an earlier run hid', () => {
    const given = { epochs: 10, samples: 100, hideFraction: 0.5, settings: {}, match: null };
    const hidden = (epoch: number, expectedHidden: number | null) =>
      infobatch.outlook({ ...given, epoch, expectedHidden }).hidden;
    expect([hidden(0, null), hidden(1, null), hidden(1, 31), hidden(1, 80)]).toEqual([
      0, 50, 31, 50,
    ]);
  });

  it('says with its figures why a sample is where it is', () => {
    const input = planInput(six, { hideFraction: 0.5 });
    const [hidden] = infobatch.plan(input).hidden;
    const kept = [0, 1, 2, 3].find((sample) => infobatch.plan(input).train.includes(sample)) ?? -1;
    const drawn = 'among the 2 drawn at random of the 4 below the mean';
    expect(explained(infobatch, input, hidden)).toBe(
      `Hidden: loss ${six.loss[hidden]} is below the mean, 2.5, and it is ${drawn}.`,
    );
    expect(explained(infobatch, input, kept)).toBe(
      `Trained: loss ${six.loss[kept]} is below the mean, 2.5, but it is not ${drawn}; its loss counts 2 times.`,
    );
    expect(explained(infobatch, input, 5)).toBe('Trained: loss 6.75 is not below the mean, 2.5.');
  });

  it('prints as many figures as tell a loss from the mean', () => {
    const close = ledgerOfLosses([1, 1.0001]);
    expect(explained(infobatch, planInput(close, { hideFraction: 0.5 }), 0)).toContain(
      'loss 1 is below the mean, 1.0001,',
    );
  });

  it('says so in epochs in which nobody can be hidden', () => {
    expect(explained(infobatch, planInput(six, { hideFraction: 0, epoch: 9 }), 0)).toBe(
      'Trained: the schedule hides nothing at epoch 9.',
    );
    expect(explained(infobatch, planInput(newLedger(2, 10), { epoch: 0 }), 0)).toBe(
      'Trained: nothing was forwarded before epoch 0, so no loss is below the mean.',
    );
  });
});
