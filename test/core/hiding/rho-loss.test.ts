import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SampleState } from '../../../src/core/hiding/policy.ts';
import { rhoLoss } from '../../../src/core/hiding/rho-loss.ts';
import { newLedger } from '../../../src/core/ledger/ledger.ts';
import { randomStream, shuffle } from '../../../src/core/random/stream.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { heldOf } from './explained.ts';
import { ledgerOf, listsOf, numbersBelow, planInput } from './ledgers.ts';

const nobody = new Uint32Array(0);

/** The places that are chosen of a batch, with irreducible losses by sample. */
const choose = (samples: number[], loss: number[], scores: number[], keepOfBatch = 0.1) => {
  const chosen = rhoLoss.batchRule?.choose({
    samples: Uint32Array.from(samples),
    loss: Float32Array.from(loss),
    ledger: newLedger(scores.length, 10),
    settings: { ...defaultRecipe(), keepOfBatch },
    prelude: { scores: Float32Array.from(scores), heldOut: nobody },
    random: randomStream({ seed: 1, purpose: 'choose' }),
  });
  return [...(chosen ?? [])];
};

/** Few different losses, so that ties are common. */
const losses = fc.oneof(fc.constantFrom(0, 0.5, 1, 2), fc.float({ min: 0, max: 20, noNaN: true }));

const batches = fc
  .record({
    sample: fc.array(fc.record({ loss: losses, score: losses }), { minLength: 1, maxLength: 50 }),
    seed: fc.nat(1e6),
    keep: fc.oneof(fc.constantFrom(0.1, 0.5, 1), fc.double({ min: 0.001, max: 1, noNaN: true })),
  })
  .map(({ sample, seed, keep }) => ({
    // Sample numbers in any order, so that places and samples differ.
    samples: [
      ...shuffle(
        Uint32Array.from(numbersBelow(sample.length)),
        randomStream({ seed, purpose: 'order' }),
      ),
    ],
    loss: sample.map(({ loss }) => loss),
    scores: sample.map(({ score }) => score),
    keep,
  }));

describe('the batch rule of rho-loss', () => {
  it('chooses who is beaten by fewer than it keeps', () => {
    fc.assert(
      fc.property(batches, ({ samples, loss, scores, keep }) => {
        const reducible = samples.map((sample, place) => loss[place] - scores[sample]);
        const beaten = (place: number) =>
          numbersBelow(samples.length).filter(
            (other) =>
              reducible[other] > reducible[place] ||
              (reducible[other] === reducible[place] && samples[other] < samples[place]),
          ).length;
        const kept = Math.max(1, Math.floor(keep * samples.length + 1e-9));
        expect(choose(samples, loss, scores, keep)).toEqual(
          numbersBelow(samples.length).filter((place) => beaten(place) < kept),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('chooses 32 of 320', () => {
    const samples = numbersBelow(320);
    expect(
      choose(
        samples,
        samples,
        samples.map(() => 0),
      ),
    ).toEqual(numbersBelow(32).map((i) => 288 + i));
  });

  it('chooses one of a batch that is too small for its share', () => {
    expect(choose([0, 1, 2], [1, 3, 2], [0, 0, 0])).toEqual([1]);
  });

  it('leaves out what both models find hard, and what both find easy', () => {
    const loss = [9, 0.1, 2];
    const irreducible = [8.5, 0.1, 0.2];
    expect(choose([0, 1, 2], loss, irreducible)).toEqual([2]);
  });

  it('gives the lower sample the place among equal ones, wherever it stands', () => {
    expect(choose([3, 1, 0, 2], [1, 1, 1, 1], [0, 0, 0, 0], 0.5)).toEqual([1, 2]);
  });

  it('applies to every batch', () => {
    const settings = defaultRecipe();
    for (const [progress, step] of [
      [0, 0],
      [0.5, 1],
      [1, 7],
    ]) {
      expect(rhoLoss.batchRule?.applies({ progress, step, settings })).toBe(true);
    }
  });
});

describe('rho-loss', () => {
  const prelude = { scores: new Float32Array(6), heldOut: Uint32Array.of(1, 4) };

  it('hides who is held out in every epoch, and refreshes nobody', () => {
    for (const epoch of [0, 1, 20]) {
      const plan = rhoLoss.plan(planInput(newLedger(6, 10), { epoch, hideFraction: 0, prelude }));
      expect(listsOf(plan)).toEqual({
        train: [0, 2, 3, 5],
        hidden: [1, 4],
        movedBack: [],
        refresh: [],
      });
    }
  });

  it('asks for the loss of models that are trained on who is held out', () => {
    const settings = { ...defaultRecipe(), holdOut: 0.2, scoreModels: 2, scoreEpochs: 9 };
    expect(rhoLoss.prelude?.(settings)).toEqual({
      models: 2,
      epochs: 9,
      holdOut: 0.2,
      score: 'loss',
    });
  });

  it('refuses to plan without a prelude', () => {
    expect(() => rhoLoss.plan(planInput(newLedger(3, 10)))).toThrow(
      'without the losses of its prelude',
    );
  });

  it('expects a tenth of who is not held out to train, and all of them to be forwarded', () => {
    expect(
      rhoLoss.outlook({
        epoch: 1,
        epochs: 10,
        samples: 1000,
        hideFraction: 0,
        settings: defaultRecipe(),
        match: null,
        expectedHidden: null,
      }),
    ).toEqual({
      hidden: 950,
      certainty: 'expected',
      trained: 50,
      forwarded: 500,
      learningRateFactor: 1,
    });
  });

  const ledger = ledgerOf([
    { loss: 1.25, confidence: 0.5, correct: 1 },
    { loss: 1, confidence: 0, correct: 0 },
  ]);
  const sentence = (sample: number, state: SampleState, before: typeof ledger | null = ledger) =>
    rhoLoss.explain({
      sample,
      state,
      samples: 2000,
      epoch: before === null ? 0 : 3,
      scheduledHideFraction: 0,
      hidden: 1900,
      settings: defaultRecipe(),
      match: null,
      before: before === null ? null : heldOf(before, sample),
    }).sentence;
  const best =
    'the 10 % of its batch whose loss was furthest above that of the models trained on the samples held out';
  const heldOut = 'among the 1,000 of 2,000 samples held out for 1 model of 20 epochs';

  it('says who was chosen from a batch', () => {
    expect(sentence(0, 'trained')).toBe(
      `Trained: among ${best}; its loss was read anew, and it had been 1.25 in the epoch before.`,
    );
  });

  it('says who was not chosen from a batch', () => {
    expect(sentence(0, 'hidden')).toBe(
      `Hidden: not among ${best}; its loss was read anew, and it had been 1.25 in the epoch before.`,
    );
  });

  it('says who is held out, which is who was never forwarded', () => {
    expect(sentence(1, 'hidden')).toBe(`Hidden: ${heldOut}, and never trained on in this run.`);
  });

  it('does not claim to know at epoch 0 why a sample is hidden', () => {
    expect(sentence(1, 'hidden', null)).toBe(
      `Hidden: ${heldOut}, or not among ${best}; epoch 0 does not tell which.`,
    );
  });
});
