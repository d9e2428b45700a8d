import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pacing } from '../../../src/core/hiding/pacing.ts';
import { newLedger } from '../../../src/core/ledger/ledger.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { explained } from './explained.ts';
import {
  hideFractions,
  ledgerOfLosses,
  ledgers,
  listsOf,
  numbersBelow,
  planInput,
} from './ledgers.ts';

const fractionsOf = (paceUntil: number, epochs: number) => {
  const track = pacing.hideFraction?.({ ...defaultRecipe(), hide: 0.4, paceUntil }, epochs) ?? [];
  return numbersBelow(epochs).map((epoch) => Number(evaluate(track, epoch).toFixed(6)));
};

describe('easy first', () => {
  it('hides and refreshes exactly the samples with the highest (loss, sample)', () => {
    fc.assert(
      fc.property(ledgers, hideFractions, (ledger, hideFraction) => {
        const byLoss = numbersBelow(ledger.size).sort(
          (a, b) => ledger.loss[b] - ledger.loss[a] || b - a,
        );
        const hardest = byLoss.slice(0, Math.floor(hideFraction * ledger.size + 1e-9));
        const expected = hardest.sort((a, b) => a - b);
        const plan = listsOf(pacing.plan(planInput(ledger, { hideFraction })));
        expect(plan).toMatchObject({ hidden: expected, refresh: expected, movedBack: [] });
      }),
    );
  });

  it('hides nobody in epoch 0, when nothing is known', () => {
    const plan = pacing.plan(planInput(newLedger(100, 10), { epoch: 0, hideFraction: 0.9 }));
    expect(plan.hidden).toHaveLength(0);
  });

  it('hides the highest scores where it goes by them, from epoch 0 on and without a refresh', () => {
    const prelude = { scores: Float32Array.of(3, 1, 4, 2), heldOut: new Uint32Array(0) };
    const settings = { ...defaultRecipe(), paceBy: 'el2n' };
    const input = planInput(ledgerOfLosses([1, 2, 3, 4]), {
      epoch: 0,
      hideFraction: 0.5,
      settings,
    });
    const plan = listsOf(pacing.plan({ ...input, prelude }));
    expect(plan).toMatchObject({ train: [1, 3], hidden: [0, 2], refresh: [] });
  });

  it('lets a sample come back once it is no longer hard', () => {
    const ledger = ledgerOfLosses([1, 2, 3, 4]);
    const hidden = () => [...pacing.plan(planInput(ledger, { hideFraction: 0.25 })).hidden];
    expect(hidden()).toEqual([3]);
    ledger.loss[3] = 0.5;
    expect(hidden()).toEqual([2]);
  });

  it('leaves the learning rate as it is', () => {
    expect(pacing.plan(planInput(ledgerOfLosses([1, 2, 3, 4]))).learningRateFactor).toBe(1);
  });

  it.each([
    [0.5, 8, [0.4, 0.3, 0.2, 0.1, 0, 0, 0, 0]],
    [1, 4, [0.4, 0.3, 0.2, 0.1]],
    [0.25, 2, [0.4, 0]],
    [0, 3, [0, 0, 0]],
  ])('falls in a straight line to 0 at %d of %i epochs', (paceUntil, epochs, fractions) => {
    expect(fractionsOf(paceUntil, epochs)).toEqual(fractions);
  });

  it('says with its figures why a sample is where it is', () => {
    const input = planInput(ledgerOfLosses([0.25, 2, 1.516, 0.5]), { hideFraction: 0.5 });
    expect(numbersBelow(3).map((sample) => explained(pacing, input, sample))).toEqual([
      'Trained: loss 0.25, rank 1 of 4; only the 2 highest are hidden.',
      'Hidden: loss 2, rank 4 of 4, among the 2 highest, which wait until the easier ones are learned.',
      'Hidden: loss 1.52, rank 3 of 4, among the 2 highest, which wait until the easier ones are learned.',
    ]);
  });

  it('says so in epochs in which nobody is hidden', () => {
    const ledger = ledgerOfLosses([1, 2]);
    expect(explained(pacing, planInput(ledger, { hideFraction: 0, epoch: 7 }), 1)).toBe(
      'Trained: the schedule hides nothing at epoch 7.',
    );
    expect(explained(pacing, planInput(ledger, { epoch: 0 }), 1)).toBe(
      'Trained: nothing was forwarded before epoch 0, so nothing counts as hard.',
    );
  });
});
