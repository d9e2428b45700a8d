import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/core/hiding/explain.ts';
import { kakurenbo } from '../../../src/core/hiding/kakurenbo.ts';
import { none } from '../../../src/core/hiding/none.ts';
import { random } from '../../../src/core/hiding/random.ts';
import type { Plan } from '../../../src/core/hiding/policy.ts';
import { defaultRecipe, fullSchedule, type Recipe } from '../../../src/core/recipe/recipe.ts';
import { packFlags, packIndices } from '../../../src/core/ledger/bits.ts';
import { newLedger, type Ledger } from '../../../src/core/ledger/ledger.ts';
import { hideFractions, ledgerOf, ledgers, numbersBelow, planInput } from './ledgers.ts';

const asColumns = (ledger: Ledger) => ({
  loss: ledger.loss,
  confidence: ledger.confidence,
  correct: packFlags(ledger.correct),
});

const recipeOf = (given: Partial<Recipe>): Recipe => ({ ...defaultRecipe(), ...given });

/** The explanation of every sample, from what would have been recorded of the plan. */
function explainPlan(plan: Plan, before: Ledger | null, size: number, recipe: Recipe) {
  const { scheduledHideFraction, hidden, movedBack } = plan;
  const epoch = before === null ? 0 : 1;
  return numbersBelow(size).map((sample) =>
    explain({
      sample,
      recipe,
      schedule: fullSchedule(recipe),
      record: { epoch, at: epoch, scheduledHideFraction, hidden: hidden.length },
      columns: {
        loss: new Float32Array(size),
        hidden: packIndices(hidden, size),
        movedBack: packIndices(movedBack, size),
      },
      before: before === null ? null : asColumns(before),
    }),
  );
}

const stateIn = (plan: Plan) => (sample: number) =>
  plan.hidden.includes(sample)
    ? 'hidden'
    : plan.movedBack.includes(sample)
      ? 'movedBack'
      : 'trained';

const taus = fc.oneof(fc.constant(0.7), fc.double({ min: 0, max: 1, noNaN: true }));

describe('explaining a KAKURENBO run', () => {
  it('gives every sample the state that the policy gave it', () => {
    fc.assert(
      fc.property(ledgers, hideFractions, taus, (ledger, hideFraction, tau) => {
        const settings = { ...defaultRecipe(), tau };
        const plan = kakurenbo.plan(planInput(ledger, { hideFraction, settings }));
        const states = explainPlan(plan, ledger, ledger.size, recipeOf({ tau }));
        expect(states.map(({ state }) => state)).toEqual(
          numbersBelow(ledger.size).map(stateIn(plan)),
        );
      }),
    );
  });

  it('gives every sample of epoch 0 the state that the policy gave it', () => {
    const sizes = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(sizes, hideFractions, (size, hideFraction) => {
        const plan = kakurenbo.plan(planInput(newLedger(size, 10), { epoch: 0, hideFraction }));
        const states = explainPlan(plan, null, size, recipeOf({}));
        expect(states.map(({ state }) => state)).toEqual(numbersBelow(size).map(stateIn(plan)));
      }),
    );
  });

  it('ranks the samples by loss, and by number where losses are equal', () => {
    fc.assert(
      fc.property(ledgers, (ledger) => {
        const plan = kakurenbo.plan(planInput(ledger));
        const ranks = explainPlan(plan, ledger, ledger.size, recipeOf({})).map(
          ({ figures }) => figures?.rank,
        );
        const order = numbersBelow(ledger.size).toSorted(
          (a, b) => ledger.loss[a] - ledger.loss[b] || a - b,
        );
        const expected = numbersBelow(ledger.size).map((sample) => order.indexOf(sample) + 1);
        expect(ranks).toEqual(expected);
      }),
    );
  });

  const sentence = (sample: number, ledger: Ledger, hideFraction: number) => {
    const plan = kakurenbo.plan(planInput(ledger, { hideFraction }));
    return explainPlan(plan, ledger, ledger.size, recipeOf({}))[sample].sentence;
  };
  const four = ledgerOf([
    { loss: 0.0021, confidence: 0.98, correct: 1 },
    { loss: 0.0107, confidence: 0.61, correct: 1 },
    { loss: 0.2, confidence: 0.84, correct: 0 },
    { loss: 1.516, confidence: 0.4, correct: 0 },
  ]);

  it.each([
    [0, 'Hidden: loss 0.0021, rank 1 of 3 candidates, right with confidence 0.98 ≥ 0.70.'],
    [1, 'Moved back: loss 0.0107, rank 2 of 3 candidates, right, but with confidence 0.61 < 0.70.'],
    [2, 'Moved back: loss 0.2, rank 3 of 3 candidates, but wrong with confidence 0.84.'],
    [3, 'Trained: loss 1.52, rank 4 of 4; only the 3 lowest are candidates.'],
  ])('says with its figures why sample %i is where it is', (sample, expected) => {
    expect(sentence(sample, four, 0.75)).toBe(expected);
  });

  it('says that the schedule hides nothing where it does', () => {
    expect(sentence(0, four, 0)).toBe('Trained: the schedule hides nothing at epoch 1.');
  });

  it('prints as many decimals as show that a confidence is below tau', () => {
    const two = ledgerOf([
      { loss: 0.1, confidence: 0.69996, correct: 1 },
      { loss: 1, confidence: 0.1, correct: 0 },
    ]);
    expect(sentence(0, two, 0.5)).toContain('confidence 0.69996 < 0.70000');
  });
});

describe('explaining a run that does not look at losses', () => {
  it('gives every sample of a random run the state that the policy gave it', () => {
    const ledger = newLedger(40, 10);
    const plan = random.plan(planInput(ledger));
    const states = explainPlan(plan, ledger, 40, recipeOf({ policy: 'random' }));
    expect(states.map(({ state }) => state)).toEqual(numbersBelow(40).map(stateIn(plan)));
  });

  it('says how many were drawn, and which run was matched', () => {
    const ledger = newLedger(4, 10);
    const match = { run: 3, hidden: [0, 4] };
    const plan = random.plan(planInput(ledger, { match }));
    const [first] = explainPlan(plan, ledger, 4, recipeOf({ policy: 'random', match }));
    expect(first.sentence).toBe(
      'Hidden: among the 4 of 4 samples drawn at random, as many as run 3 hid; its loss had no say.',
    );
  });

  it('says that a baseline hides nothing', () => {
    const plan = none.plan(planInput(newLedger(1, 10)));
    const [only] = explainPlan(plan, null, 1, recipeOf({ policy: 'none' }));
    expect(only).toEqual({
      state: 'trained',
      figures: null,
      sentence: 'Trained: this run hides nothing, so every sample trains in every epoch.',
    });
  });
});
