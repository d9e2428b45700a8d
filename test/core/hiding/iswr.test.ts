import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iswr } from '../../../src/core/hiding/iswr.ts';
import type { PlanInput } from '../../../src/core/hiding/policy.ts';
import type { Ledger } from '../../../src/core/ledger/ledger.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { explained } from './explained.ts';
import { ledgerOfLosses, ledgers, listsOf, numbersBelow, planInput, timesIn } from './ledgers.ts';

const drawsOf = (input: PlanInput) => iswr.plan(input).draws ?? new Uint32Array(0);
const unbiased = { ...defaultRecipe(), unbiased: true };

/** The same lots, placed one by one: the k-th smallest of N uniform numbers, and who it falls on. */
function oracle({ ledger, random }: PlanInput): number[] {
  const draw = random('draw');
  const steps = numbersBelow(ledger.size + 1).map(
    () => -Math.log((draw.uint32() + 0.5) / 4294967296),
  );
  const upTo = (values: readonly number[], k: number) =>
    values.slice(0, k + 1).reduce((sum, value) => sum + value, 0);
  const losses = [...ledger.loss];
  const chances = losses.some((loss) => loss > 0) ? losses : losses.map(() => 1);
  const all = upTo(chances, ledger.size);
  return numbersBelow(ledger.size).map((k) => {
    const uniform = upTo(steps, k) / upTo(steps, ledger.size);
    return numbersBelow(ledger.size).find((i) => upTo(chances, i) > uniform * all) ?? -1;
  });
}

const EPOCHS = 4000;
const losses = [0.5, 0, 1, 2.5, 0.01, 0, 4, 0.2];
const mixed = ledgerOfLosses(losses);
const total = losses.reduce((a, b) => a + b, 0);

/** The counts of every epoch for one sample. */
const countsOf = (ledger: Ledger, sample: number) =>
  numbersBelow(EPOCHS).map(
    (epoch) =>
      drawsOf(planInput(ledger, { epoch: epoch + 1 })).filter((drawn) => drawn === sample).length,
  );

describe('importance sampling with replacement', () => {
  it('forwards all samples before every epoch but the first', () => {
    const before = [0, 1, 9].map((epoch) => iswr.before?.({ epoch, settings: {} }));
    expect(before).toEqual([null, 'losses', 'losses']);
  });

  it('trains on every sample once in epoch 0', () => {
    const plan = iswr.plan(planInput(mixed, { epoch: 0 }));
    expect(plan.draws).toBeUndefined();
    expect([...plan.train]).toEqual(numbersBelow(8));
  });

  it('places sorted lots as one would one by one', () => {
    fc.assert(
      fc.property(ledgers, fc.integer({ min: 1, max: 1000 }), (ledger, epoch) => {
        const input = planInput(ledger, { epoch });
        expect([...drawsOf(input)]).toEqual(oracle(input));
      }),
    );
  });

  it('draws each sample as often as its share of the loss says', () => {
    const times = timesIn(8, EPOCHS, (epoch) => drawsOf(planInput(mixed, { epoch })));
    losses.forEach((loss, i) => {
      const chance = loss / total;
      const deviation = Math.sqrt(EPOCHS * 8 * chance * (1 - chance));
      expect(Math.abs(times[i] - EPOCHS * 8 * chance)).toBeLessThanOrEqual(4 * deviation);
    });
  });

  it('draws independently: how often a sample is drawn varies as a binomial number does', () => {
    const chance = 4 / total;
    const variance = 8 * chance * (1 - chance);
    const counts = countsOf(mixed, 6);
    const found = counts.reduce((sum, count) => sum + (count - 8 * chance) ** 2, 0) / counts.length;
    // The variance of a squared deviation of a binomial number is below 2 variance^2 + variance.
    const deviation = Math.sqrt((2 * variance ** 2 + variance) / EPOCHS);
    expect(Math.abs(found - variance)).toBeLessThan(4 * deviation);
  });

  it('draws all alike where all losses are 0', () => {
    const ledger = ledgerOfLosses([0, 0, 0, 0]);
    const times = timesIn(4, EPOCHS, (epoch) => drawsOf(planInput(ledger, { epoch })));
    const deviation = Math.sqrt(EPOCHS * 4 * 0.25 * 0.75);
    for (const count of times) expect(Math.abs(count - EPOCHS)).toBeLessThan(4 * deviation);
  });

  it('draws nobody but the one sample with a loss', () => {
    const plan = iswr.plan(planInput(ledgerOfLosses([0, 0, 0.001, 0])));
    expect(listsOf(plan)).toEqual({ train: [2], hidden: [0, 1, 3], movedBack: [], refresh: [] });
    expect([...(plan.draws ?? [])]).toEqual([2, 2, 2, 2]);
  });

  it('leaves the loss of a drawn sample as it is, and the learning rate', () => {
    const plan = iswr.plan(planInput(mixed));
    expect([plan.weights, plan.learningRateFactor]).toEqual([undefined, 1]);
  });

  it('weighs a drawn sample, where it should be unbiased, by 1 / (N p)', () => {
    const { weights, train } = iswr.plan(planInput(mixed, { settings: unbiased }));
    for (const sample of train) {
      const chance = mixed.loss[sample] / total;
      expect((weights?.[sample] ?? NaN) * 8 * chance).toBeCloseTo(1, 5);
    }
  });

  it('leaves a sum over samples with a loss what it was, on average, where it should be unbiased', () => {
    const values = [3, 0, -1, 4, 1, 0, -5, 9];
    let sum = 0;
    let squares = 0;
    for (let epoch = 1; epoch <= EPOCHS; epoch++) {
      const { draws, weights } = iswr.plan(planInput(mixed, { epoch, settings: unbiased }));
      const weighted = [...(draws ?? [])].reduce(
        (all, sample) => all + values[sample] * (weights?.[sample] ?? NaN),
        0,
      );
      sum += weighted;
      squares += weighted ** 2;
    }
    const mean = sum / EPOCHS;
    const deviation = Math.sqrt((squares / EPOCHS - mean ** 2) / EPOCHS);
    expect(Math.abs(mean - 11)).toBeLessThan(4 * deviation);
  });

  it('says with its figures why a sample is where it is', () => {
    const input = planInput(ledgerOfLosses([0, 0, 2, 0]));
    const draws = 'the 4 draws with repeats, in proportion to the loss just before the epoch';
    expect(explained(iswr, input, 0)).toBe(`Hidden: in none of ${draws}, as 3 of 4 samples are.`);
    expect(explained(iswr, input, 2)).toBe(
      `Trained: in at least one of ${draws}; 3 of 4 samples are in none.`,
    );
    expect(explained(iswr, planInput(mixed, { epoch: 0 }), 1)).toBe(
      'Trained: in epoch 0 every sample trains once.',
    );
  });
});
