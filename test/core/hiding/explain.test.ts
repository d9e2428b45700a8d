import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain, placeWords } from '../../../src/core/hiding/explain.ts';
import { infobatch } from '../../../src/core/hiding/infobatch.ts';
import { kakurenbo } from '../../../src/core/hiding/kakurenbo.ts';
import { none } from '../../../src/core/hiding/none.ts';
import { pacing } from '../../../src/core/hiding/pacing.ts';
import { random } from '../../../src/core/hiding/random.ts';
import type { Plan } from '../../../src/core/hiding/policy.ts';
import { defaultRecipe, fullSchedule, type Recipe } from '../../../src/core/recipe/recipe.ts';
import { newLedger, type Ledger } from '../../../src/core/ledger/ledger.ts';
import { heldOf } from './explained.ts';
import { hideFractions, ledgerOf, ledgers, numbersBelow, planInput } from './ledgers.ts';

const recipeOf = (given: Partial<Recipe>): Recipe => ({ ...defaultRecipe(), ...given });

/** The explanation of every sample, from what would have been recorded of the plan. */
function explainPlan(plan: Plan, before: Ledger | null, size: number, recipe: Recipe) {
  const { scheduledHideFraction, hidden } = plan;
  const epoch = before === null ? 0 : 1;
  const stateOf = stateIn(plan);
  return numbersBelow(size).map((sample) =>
    explain({
      sample,
      state: stateOf(sample),
      samples: size,
      recipe,
      schedule: fullSchedule(recipe),
      record: { epoch, at: epoch, scheduledHideFraction, hidden: hidden.length },
      before: before === null ? null : heldOf(before, sample),
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
  it('names as candidates those that are hidden or moved back', () => {
    fc.assert(
      fc.property(ledgers, hideFractions, taus, (ledger, hideFraction, tau) => {
        const settings = { ...defaultRecipe(), tau };
        const plan = kakurenbo.plan(planInput(ledger, { hideFraction, settings }));
        const all = explainPlan(plan, ledger, ledger.size, recipeOf({ tau }));
        for (const { state, place } of all) {
          expect(place!.rank <= place!.candidates).toBe(state !== 'trained');
        }
      }),
    );
  });

  it('begins every sentence with the state that the policy gave the sample', () => {
    const begins = { trained: 'Trained: ', hidden: 'Hidden: ', movedBack: 'Moved back: ' };
    fc.assert(
      fc.property(ledgers, hideFractions, taus, (ledger, hideFraction, tau) => {
        const settings = { ...defaultRecipe(), tau };
        const plan = kakurenbo.plan(planInput(ledger, { hideFraction, settings }));
        for (const { state, sentence } of explainPlan(
          plan,
          ledger,
          ledger.size,
          recipeOf({ tau }),
        )) {
          expect(sentence.startsWith(begins[state])).toBe(true);
        }
      }),
    );
  });

  it('does so at epoch 0, before which nothing was forwarded', () => {
    const begins = { trained: 'Trained: ', hidden: 'Hidden: ', movedBack: 'Moved back: ' };
    const sizes = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(sizes, hideFractions, (size, hideFraction) => {
        const plan = kakurenbo.plan(planInput(newLedger(size, 10), { epoch: 0, hideFraction }));
        for (const { state, sentence, place } of explainPlan(plan, null, size, recipeOf({}))) {
          expect(sentence.startsWith(begins[state])).toBe(true);
          expect(place).toBeNull();
        }
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
      decides: 'nothing, as nobody is hidden',
      figures: null,
      place: null,
      sentence: 'Trained: this run hides nothing, so every sample trains in every epoch.',
    });
  });
});

describe('the place of a sample in the order that hides', () => {
  it('is among the candidates of InfoBatch where its loss is below the mean', () => {
    fc.assert(
      fc.property(ledgers, (ledger) => {
        const plan = infobatch.plan(planInput(ledger, { hideFraction: 0.5 }));
        const mean = ledger.loss.reduce((sum, loss) => sum + loss, 0) / ledger.size;
        explainPlan(plan, ledger, ledger.size, recipeOf({ policy: 'infobatch' })).forEach(
          ({ place }, sample) =>
            expect(place!.rank <= place!.candidates).toBe(ledger.loss[sample] < mean),
        );
      }),
    );
  });

  it('is among the candidates where easy first hides a sample', () => {
    fc.assert(
      fc.property(ledgers, hideFractions, (ledger, hideFraction) => {
        const settings = { ...defaultRecipe(), paceBy: 'loss' as const };
        const plan = pacing.plan(planInput(ledger, { hideFraction, settings }));
        for (const { state, place } of explainPlan(
          plan,
          ledger,
          ledger.size,
          recipeOf({ policy: 'pacing' }),
        )) {
          if (place !== null) expect(place.rank <= place.candidates).toBe(state === 'hidden');
          else expect(plan.hidden.length).toBe(0);
        }
      }),
    );
  });

  it.each([
    [412, 3000, 'rank 412 of 3,000 candidates, 2,588 places from the edge'],
    [2999, 3000, 'rank 2,999 of 3,000 candidates, 1 place from the edge'],
    [3000, 3000, 'rank 3,000 of 3,000 candidates, the last of them'],
    [3001, 3000, 'rank 3,001 of 10,000, 1 place beyond the 3,000 candidates'],
    [7, 0, 'rank 7 of 10,000, and nobody is a candidate'],
  ])('is said in words: rank %i with %i candidates', (rank, candidates, words) => {
    expect(placeWords({ first: 'lowest loss', rank, samples: 10_000, candidates })).toBe(words);
  });
});
