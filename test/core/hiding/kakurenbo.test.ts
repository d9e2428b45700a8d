import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kakurenbo } from '../../../src/core/hiding/kakurenbo.ts';
import type { PlanInput } from '../../../src/core/hiding/policy.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { newLedger } from '../../../src/core/ledger/ledger.ts';
import {
  hideFractions,
  ledgerOf,
  ledgers,
  listsOf,
  numbersBelow,
  planInput,
  type Sample,
} from './ledgers.ts';

/** The published rule, told sample by sample and with a full sort. */
function oracle({ ledger, hideFraction, settings }: PlanInput) {
  const samples = numbersBelow(ledger.size);
  const allowed = Math.floor(hideFraction * ledger.size + 1e-9);
  const byLoss = samples.toSorted((a, b) => ledger.loss[a] - ledger.loss[b] || a - b);
  const isCandidate = (sample: number) => byLoss.indexOf(sample) < allowed;
  const isLearned = (sample: number) =>
    ledger.correct[sample] === 1 &&
    ledger.confidence[sample] >= Math.fround(settings['tau'] as number);
  const isHidden = (sample: number) => isCandidate(sample) && isLearned(sample);
  return {
    train: samples.filter((sample) => !isHidden(sample)),
    hidden: samples.filter(isHidden),
    movedBack: samples.filter((sample) => isCandidate(sample) && !isLearned(sample)),
    refresh: samples.filter(isHidden),
  };
}

const learned: Sample = { loss: 0.01, confidence: 0.99, correct: 1 };
const hard: Sample = { loss: 2, confidence: 0.4, correct: 0 };
/** The plan for one sample with the lowest loss and three hard ones, one of which may be hidden. */
const planWith = (first: Sample, tau = 0.7) =>
  listsOf(
    kakurenbo.plan(
      planInput(ledgerOf([first, hard, hard, hard]), {
        hideFraction: 0.25,
        settings: { ...defaultRecipe(), tau },
      }),
    ),
  );

describe('kakurenbo', () => {
  it('hides, moves back and refreshes exactly the samples of the published rule', () => {
    const tau = fc.oneof(fc.constant(0.7), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(ledgers, hideFractions, tau, (ledger, hideFraction, tau) => {
        const settings = { ...defaultRecipe(), tau };
        const input = planInput(ledger, { hideFraction, settings });
        expect(listsOf(kakurenbo.plan(input))).toEqual(oracle(input));
      }),
      { numRuns: 500 },
    );
  });

  it('hides nothing in epoch 0, when nothing was forwarded yet', () => {
    const plan = kakurenbo.plan(planInput(newLedger(100, 10), { epoch: 0 }));
    expect([plan.hidden.length, plan.train.length]).toEqual([0, 100]);
  });

  it('counts the candidates of epoch 0 as moved back', () => {
    const plan = kakurenbo.plan(planInput(newLedger(100, 10), { epoch: 0 }));
    expect([...plan.movedBack]).toEqual(numbersBelow(30));
  });

  it('hides a sample that is right and sure', () => {
    expect(planWith(learned)).toEqual({
      train: [1, 2, 3],
      hidden: [0],
      movedBack: [],
      refresh: [0],
    });
  });

  it.each<[string, Sample]>([
    ['is right with confidence 0.69', { ...learned, confidence: 0.69 }],
    ['is wrong, however sure', { ...learned, correct: 0 }],
  ])('moves back a sample that %s', (_, sample) => {
    expect(planWith(sample)).toEqual({
      train: [0, 1, 2, 3],
      hidden: [],
      movedBack: [0],
      refresh: [],
    });
  });

  it.each([0.1, 0.7, 0.9])('lets a confidence pass that is tau exactly, as float32 (%d)', (tau) => {
    expect(planWith({ ...learned, confidence: tau }, tau).hidden).toEqual([0]);
  });

  it('hides nobody in the place of a sample that was moved back', () => {
    const unsure = { ...learned, loss: 0.005, confidence: 0.5 };
    const ledger = ledgerOf([unsure, learned, learned, hard]);
    const plan = kakurenbo.plan(planInput(ledger, { hideFraction: 0.5 }));
    expect(listsOf(plan)).toMatchObject({ hidden: [1], movedBack: [0] });
  });

  it('allows exactly 30 of 100 samples at the fraction 0.3', () => {
    const ledger = ledgerOf(Array.from({ length: 100 }, () => learned));
    expect(kakurenbo.plan(planInput(ledger)).hidden).toHaveLength(30);
  });

  it('takes the learning-rate factor from the scheduled fraction even where nothing is hidden', () => {
    const plan = kakurenbo.plan(planInput(ledgerOf([hard, hard]), { epoch: 1, hideFraction: 0.3 }));
    expect(plan.hidden).toHaveLength(0);
    expect(plan.learningRateFactor).toBeCloseTo(1.4286, 4);
  });

  it('hides during warm-up, with the learning rate left as it is', () => {
    const settings = { ...defaultRecipe(), warmup: 5 };
    const ledger = ledgerOf([learned, learned, hard, hard]);
    const plan = kakurenbo.plan(planInput(ledger, { epoch: 4, hideFraction: 0.5, settings }));
    expect([plan.hidden.length, plan.learningRateFactor]).toEqual([2, 1]);
  });
});
