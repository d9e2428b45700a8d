import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradmatch } from '../../../src/core/hiding/gradmatch.ts';
import type { BatchGradients, SampleState } from '../../../src/core/hiding/policy.ts';
import { pursuit } from '../../../src/core/hiding/pursuit.ts';
import { newLedger } from '../../../src/core/ledger/ledger.ts';
import { randomStream, shuffle } from '../../../src/core/random/stream.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { listsOf, numbersBelow, planInput } from './ledgers.ts';

/** Samples in shuffled batches of 4, the last of which may be shorter, with a gradient each. */
function gradientsOf(samples: number, seed: number, length = 5): BatchGradients {
  const random = randomStream({ seed, purpose: 'gradients' });
  const order = shuffle(Uint32Array.from(numbersBelow(samples)), random);
  const batches = numbersBelow(Math.ceil(samples / 4)).map((i) => order.slice(4 * i, 4 * i + 4));
  const gradients = Float32Array.from({ length: batches.length * length }, () => random.normal());
  return { batches, gradients, length };
}

const planOf = (samples: number, gradients: BatchGradients, keepBatches = 0.7) =>
  gradmatch.plan(
    planInput(newLedger(samples, 10), {
      hideFraction: 0,
      gradients,
      settings: { ...defaultRecipe(), keepBatches },
    }),
  );

const three = (rows: number[][]): BatchGradients => ({
  batches: [Uint32Array.of(0, 5), Uint32Array.of(4, 1), Uint32Array.of(3, 2)],
  gradients: Float32Array.from(rows.flat()),
  length: 2,
});

describe('gradmatch', () => {
  const cases = fc.record({ samples: fc.integer({ min: 1, max: 60 }), seed: fc.nat(1e6) });

  it('trains on the samples of the batches that the pursuit chose, and hides the others', () => {
    fc.assert(
      fc.property(cases, ({ samples, seed }) => {
        const given = gradientsOf(samples, seed);
        const { batches, gradients, length } = given;
        const budget = Math.ceil((7 * batches.length) / 10);
        const weights = pursuit({ gradients, length, budget });
        const chosen = batches.flatMap((batch, i) => (weights[i] > 0 ? [...batch] : []));
        expect(listsOf(planOf(samples, given)).train).toEqual(chosen.toSorted((a, b) => a - b));
      }),
    );
  });

  it('weighs samples as their batches, at a mean of 1 over those that train', () => {
    fc.assert(
      fc.property(cases, ({ samples, seed }) => {
        const given = gradientsOf(samples, seed);
        const { batches, gradients, length } = given;
        const budget = Math.ceil((7 * batches.length) / 10);
        const found = pursuit({ gradients, length, budget });
        const plan = planOf(samples, given);
        const weights = plan.weights ?? new Float32Array(0);
        const [first] = [...found.keys()].filter((i) => found[i] > 0);
        for (const [i, batch] of batches.entries()) {
          for (const sample of batch) {
            // Weights are float32, of any size: only the relative difference is bounded.
            const ratio = weights[sample] / weights[batches[first][0]];
            const expected = found[i] / found[first];
            expect(Math.abs(ratio - expected)).toBeLessThanOrEqual(1e-6 * expected);
          }
        }
        const sum = [...plan.train].reduce((total, sample) => total + weights[sample], 0);
        expect(sum / plan.train.length).toBeCloseTo(1, 5);
      }),
    );
  });

  it('gives a batch that stands for two twice the weight of one that stands for itself', () => {
    const plan = planOf(
      6,
      three([
        [0, 1],
        [2, 0],
        [2, 0],
      ]),
    );
    expect(listsOf(plan)).toEqual({
      train: [0, 1, 4, 5],
      hidden: [2, 3],
      movedBack: [],
      refresh: [],
    });
    [2 / 3, 4 / 3, 0, 0, 4 / 3, 2 / 3].forEach((weight, sample) => {
      expect(plan.weights?.[sample]).toBeCloseTo(weight, 6);
    });
  });

  it.each([
    [0.01, 1],
    [0.29, 29],
    [0.291, 30],
    [0.7, 70],
    [1, 100],
  ])('keeps of 100 batches the fraction %d, rounded up: %i', (keep, count) => {
    // More numbers than batches: no fewer meet the target.
    expect(planOf(400, gradientsOf(400, 2, 300), keep).train).toHaveLength(4 * count);
  });

  it('trains on everybody, without weights, where every gradient is 0', () => {
    const plan = planOf(
      6,
      three([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    );
    expect(listsOf(plan).train).toEqual([0, 1, 2, 3, 4, 5]);
    expect(plan).not.toHaveProperty('weights');
  });

  it('leaves the learning rate as it is, and refreshes nobody', () => {
    const plan = planOf(40, gradientsOf(40, 1));
    expect([plan.learningRateFactor, plan.refresh.length]).toEqual([1, 0]);
  });

  it('asks for gradients before every epoch, the first among them', () => {
    for (const epoch of [0, 1, 20]) {
      expect(gradmatch.before?.({ epoch, settings: defaultRecipe() })).toBe('gradients');
    }
  });

  it('refuses to plan without gradients', () => {
    expect(() => gradmatch.plan(planInput(newLedger(3, 10)))).toThrow(
      'without the gradients of its batches',
    );
  });

  it('expects the fraction that it keeps to train, or what an earlier run trained on', () => {
    const outlook = (expectedHidden: number | null) =>
      gradmatch.outlook({
        epoch: 1,
        epochs: 10,
        samples: 1000,
        hideFraction: 0,
        settings: defaultRecipe(),
        match: null,
        expectedHidden,
      });
    expect(outlook(null)).toMatchObject({ trained: 700, forwarded: 1000, certainty: 'expected' });
    expect(outlook(360)).toMatchObject({ trained: 640, hidden: 360 });
  });

  it.each<[SampleState, number, string]>([
    [
      'hidden',
      304,
      'Hidden: its batch is not among at most 70 % of the batches whose weighted gradients add up to nearly those of all; 304 of 1,000 samples are hidden in this epoch.',
    ],
    [
      'trained',
      304,
      'Trained: its batch is among at most 70 % of the batches whose weighted gradients add up to nearly those of all; 304 of 1,000 samples are hidden in this epoch.',
    ],
    [
      'trained',
      0,
      'Trained: nobody is hidden in this epoch; every batch was chosen, or every gradient was 0.',
    ],
  ])('says why a sample is %s where %i are hidden', (state, hidden, sentence) => {
    const { sentence: said } = gradmatch.explain({
      sample: 0,
      state,
      samples: 1000,
      epoch: 2,
      scheduledHideFraction: 0,
      hidden,
      settings: defaultRecipe(),
      match: null,
      before: null,
    });
    expect(said).toBe(sentence);
  });
});
