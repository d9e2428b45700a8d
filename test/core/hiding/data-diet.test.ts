import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { el2n, grand } from '../../../src/core/hiding/data-diet.ts';
import type { HidingPolicy, SampleState } from '../../../src/core/hiding/policy.ts';
import { newLedger } from '../../../src/core/ledger/ledger.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { hideFractions, listsOf, numbersBelow, planInput } from './ledgers.ts';

const policies: [string, HidingPolicy][] = [
  ['EL2N', el2n],
  ['GraNd', grand],
];

/** Few different scores, so that ties are common. */
const scoresOf = fc
  .array(fc.oneof(fc.constantFrom(0, 0.5, 1), fc.float({ min: 0, max: 2, noNaN: true })), {
    maxLength: 60,
  })
  .map((scores) => Float32Array.from(scores));

const preludeOf = (scores: Float32Array) => ({ scores, heldOut: new Uint32Array(0) });

const planOf = (policy: HidingPolicy, scores: Float32Array, hideFraction: number, epoch = 1) =>
  policy.plan(
    planInput(newLedger(scores.length, 10), { epoch, hideFraction, prelude: preludeOf(scores) }),
  );

/** The rule, by sorting. */
const lowest = (scores: Float32Array, fraction: number) =>
  numbersBelow(scores.length)
    .toSorted((a, b) => scores[a] - scores[b] || a - b)
    .slice(0, Math.floor(fraction * scores.length + 1e-9))
    .toSorted((a, b) => a - b);

describe.each(policies)('%s', (title, policy) => {
  it('hides the lowest scores, and the lower sample among equal ones', () => {
    fc.assert(
      fc.property(scoresOf, hideFractions, (scores, fraction) => {
        const { hidden } = listsOf(planOf(policy, scores, fraction));
        expect(hidden).toEqual(lowest(scores, fraction));
      }),
      { numRuns: 300 },
    );
  });

  it('hides the same samples in every epoch, from the first on', () => {
    const scores = Float32Array.of(3, 1, 2, 0, 4);
    const plans = [0, 1, 20].map((epoch) => listsOf(planOf(policy, scores, 0.4, epoch)).hidden);
    expect(plans).toEqual([
      [1, 3],
      [1, 3],
      [1, 3],
    ]);
  });

  it('refreshes and moves back nobody, and leaves the learning rate as it is', () => {
    const plan = planOf(policy, Float32Array.of(3, 1, 2, 0), 0.5);
    expect(plan).toMatchObject({
      refresh: new Uint32Array(0),
      movedBack: new Uint32Array(0),
      learningRateFactor: 1,
    });
  });

  it('keeps the fraction over all epochs', () => {
    const track = policy.hideFraction?.({ ...defaultRecipe(), hide: 0.5 }, 100) ?? [];
    expect([0, 30, 60, 99].map((epoch) => evaluate(track, epoch))).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('refuses to plan without scores', () => {
    const input = planInput(newLedger(3, 10));
    expect(() => policy.plan(input)).toThrow('without the scores of its prelude');
  });

  it('trains as many scoring models as the settings say, on all samples', () => {
    const settings = { ...defaultRecipe(), scoreModels: 4, scoreEpochs: 7 };
    expect(policy.prelude?.(settings)).toMatchObject({ models: 4, epochs: 7, holdOut: 0 });
  });

  const sentence = (state: SampleState, hidden: number, settings = {}) =>
    policy.explain({
      sample: 0,
      state,
      samples: 2000,
      epoch: 3,
      scheduledHideFraction: hidden / 2000,
      hidden,
      settings: { ...defaultRecipe(), ...settings },
      match: null,
      before: null,
    }).sentence;

  it('says how many it hides, and by which models', () => {
    expect(sentence('hidden', 1200)).toBe(
      `Hidden: among the 1,200 of 2,000 samples with the lowest ${title}, as 1 model of 20 epochs found before the first epoch.`,
    );
    expect(sentence('trained', 1200, { scoreModels: 3, scoreEpochs: 1 })).toBe(
      `Trained: not among the 1,200 of 2,000 samples with the lowest ${title}, as 3 models of 1 epoch found before the first epoch.`,
    );
  });

  it('says that the schedule hides nothing where it does', () => {
    expect(sentence('trained', 0)).toBe('Trained: the schedule hides nothing at epoch 3.');
  });
});

it('EL2N asks for its own score', () => {
  expect(el2n.prelude?.(defaultRecipe())?.score).toBe('el2n');
});

it.each([
  ['last', 'grand'],
  ['all', 'grand-full'],
])('GraNd measures the gradient of layers: %s', (grandLayers, score) => {
  expect(grand.prelude?.({ ...defaultRecipe(), grandLayers })?.score).toBe(score);
});
