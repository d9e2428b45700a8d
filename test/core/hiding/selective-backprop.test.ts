import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SelectInput } from '../../../src/core/hiding/policy.ts';
import { selectiveBackprop } from '../../../src/core/hiding/selective-backprop.ts';
import { newLedger, type Ledger } from '../../../src/core/ledger/ledger.ts';
import { randomStream } from '../../../src/core/random/stream.ts';
import { defaultRecipe, type Recipe } from '../../../src/core/recipe/recipe.ts';
import { explained } from './explained.ts';
import { ledgerOfLosses, ledgers, listsOf, numbersBelow, planInput, timesIn } from './ledgers.ts';

const rule = selectiveBackprop.batchRule;
if (rule === undefined) throw new Error('selective-backprop has no rule for batches');

const settingsOf = (given: Partial<Recipe>) => ({ ...defaultRecipe(), ...given });
const released = [
  [0.25, 0.8],
  [0.43, 0.7],
  [1, 0.5],
  [2, 1 / 3],
  [3, 0.25],
];

const select = (
  loss: readonly number[],
  ledger: Ledger,
  given: Partial<Recipe>,
  step = 0,
): SelectInput => ({
  samples: Uint32Array.from(loss.keys()),
  loss: Float32Array.from(loss),
  ledger,
  settings: settingsOf(given),
  random: randomStream({ seed: 1, purpose: 'select', index: step }),
});
const lossesOf = (ledger: Ledger) => [...ledger.loss];

describe('selective-backprop by batch', () => {
  it('keeps exactly those whose lot is below the power of their quantile', () => {
    const batches = fc.array(fc.constantFrom(0, 0.25, 0.5, 1, 2, 30), {
      minLength: 1,
      maxLength: 12,
    });
    const betas = fc.constantFrom(0, 0.43, 1, 3);
    fc.assert(
      fc.property(ledgers, batches, betas, (ledger, loss, sbBeta) => {
        const forwarded = numbersBelow(ledger.size).filter((i) => ledger.confidence[i] > 0);
        const lots = select(loss, ledger, {}).random;
        const expected = numbersBelow(loss.length).filter((place) => {
          const notAbove = forwarded.filter((i) => ledger.loss[i] <= loss[place]).length;
          const quantile = forwarded.length === 0 ? 1 : notAbove / forwarded.length;
          return lots.float() < quantile ** sbBeta;
        });
        fc.pre(expected.length > 0);
        expect([...rule.choose(select(loss, ledger, { sbBeta }))]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each(released)('with beta %d keeps the share %d of distinct losses', (sbBeta, share) => {
    const size = 1000;
    const ledger = ledgerOfLosses(numbersBelow(size).map((i) => ((i * 37) % size) / 100));
    const steps = 20;
    let kept = 0;
    for (let step = 0; step < steps; step++) {
      kept += rule.choose(select(lossesOf(ledger), ledger, { sbBeta }, step)).length;
    }
    // Each lot varies by at most 1 / 4; a thousand quantiles are not quite uniform.
    const deviation = Math.sqrt(1 / (4 * size * steps));
    expect(Math.abs(kept / (size * steps) - share)).toBeLessThan(4 * deviation + 1 / size);
  });

  it('keeps everybody until a sample was forwarded', () => {
    const loss = [0.1, 5, 0.2];
    expect([...rule.choose(select(loss, newLedger(9, 10), { sbBeta: 100 }))]).toEqual([0, 1, 2]);
  });

  it('keeps the highest loss where the lots keep nobody', () => {
    const ledger = ledgerOfLosses([7, 8, 9]);
    expect([...rule.choose(select([1, 3, 2, 3], ledger, {}))]).toEqual([1]);
  });

  it.each([
    ['batch', true],
    ['epoch', false],
  ])('with the mode %s chooses from every batch: %s', (sbMode, applies) => {
    const settings = settingsOf({ sbMode: sbMode as Recipe['sbMode'] });
    for (const [progress, step] of [
      [0, 0],
      [0.6, 1],
      [0.99, 2],
    ]) {
      expect(rule.applies({ progress, step, settings })).toBe(applies);
    }
  });

  it('hides nobody for an epoch', () => {
    const plan = selectiveBackprop.plan(planInput(ledgerOfLosses([1, 2, 3])));
    expect(listsOf(plan)).toEqual({ train: [0, 1, 2], hidden: [], movedBack: [], refresh: [] });
  });
});

describe('selective-backprop as in Composer', () => {
  const composer = { sbMode: 'composer' } as const;
  const ledger = newLedger(0, 10);
  const applies = (progress: number, step: number, given: Partial<Recipe> = {}) =>
    rule.applies({ progress, step, settings: settingsOf({ ...composer, ...given }) });

  it.each([
    [0, false],
    [0.4999, false],
    [0.5, true],
    [0.8999, true],
    [0.9, false],
    [0.9999, false],
  ])('at the progress %d is on: %s', (progress, on) => {
    expect(applies(progress, 0)).toBe(on);
  });

  it.each([
    [2, [true, false, true, false, true, false]],
    [3, [true, true, false, true, true, false]],
    [0, [true, true, true, true, true, true]],
    [1, [false, false, false, false, false, false]],
  ])('leaves the last of every %i batches whole', (sbInterrupt, chosenFrom) => {
    expect(numbersBelow(6).map((step) => applies(0.6, step, { sbInterrupt }))).toEqual(chosenFrom);
  });

  it('keeps an exact count, at least one, of ascending places', () => {
    const batches = fc.array(fc.float({ min: 0, max: 9, noNaN: true }), {
      minLength: 1,
      maxLength: 40,
    });
    const keeps = fc.oneof(
      fc.constantFrom(0.01, 0.29, 0.5, 1),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(batches, keeps, fc.nat(), (loss, sbKeep, step) => {
        const places = [...rule.choose(select(loss, ledger, { ...composer, sbKeep }, step))];
        const count = Math.max(1, Math.floor(sbKeep * loss.length + 1e-9));
        expect(places).toHaveLength(count);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        expect(places.every((place) => place < loss.length)).toBe(true);
      }),
    );
  });

  it('draws one after the other in proportion to the power of the percentile', () => {
    const sbKeep = 0.4;
    const loss = [2, 0.5, 9, 1, 4];
    const weights = [5, 1, 9, 3, 7].map((odd) => (odd / 10) ** (1 / sbKeep - 1));
    const all = weights.reduce((a, b) => a + b, 0);
    // Two of five: either first, or second after any other.
    const chances = weights.map((own, i) =>
      weights.reduce(
        (chance, first, j) => (j === i ? chance : chance + (first / all) * (own / (all - first))),
        own / all,
      ),
    );
    const steps = 4000;
    const times = timesIn(5, steps, (step) =>
      rule.choose(select(loss, ledger, { ...composer, sbKeep }, step)),
    );
    times.forEach((count, i) => {
      const deviation = Math.sqrt(steps * chances[i] * (1 - chances[i]));
      expect(Math.abs(count - steps * chances[i])).toBeLessThan(4 * deviation);
    });
  });
});

describe('selective-backprop by epoch', () => {
  const lagging = (sbBeta: number) => settingsOf({ sbMode: 'epoch', sbBeta });
  const planOf = (ledger: Ledger, sbBeta: number, epoch = 1) =>
    selectiveBackprop.plan(planInput(ledger, { epoch, settings: lagging(sbBeta) }));

  it('drops and refreshes exactly those whose lot is not below the power of their bin’s share', () => {
    const epochs = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(ledgers, fc.constantFrom(0, 0.43, 1, 3), epochs, (ledger, sbBeta, epoch) => {
        const losses = lossesOf(ledger);
        const [lowest, highest] = [Math.min(...losses), Math.max(...losses)];
        const bins = losses.map((loss) =>
          lowest === highest
            ? 0
            : Math.min(999, Math.floor(((loss - lowest) / (highest - lowest)) * 1000)),
        );
        const lots = planInput(ledger, { epoch }).random('hide');
        const expected = numbersBelow(ledger.size).filter((sample) => {
          const share = bins.filter((bin) => bin <= bins[sample]).length / bins.length;
          return lots.uint32() >= share ** sbBeta * 4294967296;
        });
        const plan = listsOf(planOf(ledger, sbBeta, epoch));
        expect(plan).toMatchObject({ hidden: expected, refresh: expected, movedBack: [] });
      }),
      { numRuns: 500 },
    );
  });

  it.each(released)('with beta %d keeps the share %d of evenly spread losses', (sbBeta, share) => {
    const size = 20_000;
    const ledger = ledgerOfLosses(numbersBelow(size).map((i) => ((i * 37) % size) / size));
    const { train } = planOf(ledger, sbBeta);
    const deviation = Math.sqrt(1 / (4 * size));
    // Within a bin all have the share of its highest.
    expect(Math.abs(train.length / size - share)).toBeLessThan(4 * deviation + 1 / 1000);
  });

  it('keeps everybody in epoch 0', () => {
    expect(planOf(newLedger(50, 10), 3, 0).hidden).toHaveLength(0);
  });

  it('always keeps the highest loss', () => {
    const ledger = ledgerOfLosses([0, 0, 0, 0, 5, 0]);
    const times = timesIn(6, 200, (epoch) => planOf(ledger, 100, epoch).hidden);
    expect(times[4]).toBe(0);
  });

  it('drops hardly anybody where nearly all losses share the lowest bin', () => {
    const ledger = ledgerOfLosses([...new Array<number>(999).fill(0.001), 20]);
    expect(planOf(ledger, 1).hidden.length).toBeLessThan(10);
  });

  it('says with its figures why a sample is where it is', () => {
    const input = planInput(ledgerOfLosses([0, 1, 2, 3]), { settings: lagging(100) });
    expect(explained(selectiveBackprop, input, 1)).toBe(
      'Hidden: loss 1, with 50 % of all losses up to its bin, is kept with probability 7.89e-31, and was not.',
    );
    expect(explained(selectiveBackprop, input, 3)).toBe(
      'Trained: loss 3, with 100 % of all losses up to its bin, is kept with probability 1, and was.',
    );
    expect(explained(selectiveBackprop, { ...input, epoch: 0 }, 3)).toBe(
      'Trained: nothing was forwarded before epoch 0, so everybody is kept.',
    );
  });
});

describe('the outlook of selective-backprop', () => {
  const outlook = (epoch: number, given: Partial<Recipe>) => {
    const { hidden, trained, forwarded } = selectiveBackprop.outlook({
      epoch,
      epochs: 20,
      samples: 1000,
      hideFraction: 0,
      settings: settingsOf(given),
      match: null,
      expectedHidden: null,
    });
    return { hidden, trained, forwarded };
  };

  it.each<[string, number, Partial<Recipe>, [number, number, number]]>([
    ['by batch, everybody once more', 0, { sbBeta: 3 }, [750, 250, 1000]],
    ['by epoch, those that are dropped', 1, { sbMode: 'epoch', sbBeta: 3 }, [750, 250, 750]],
    ['by epoch, nobody in epoch 0', 0, { sbMode: 'epoch', sbBeta: 3 }, [0, 1000, 0]],
    ['in Composer’s way, nobody before it begins', 9, { sbMode: 'composer' }, [0, 1000, 0]],
    ['in Composer’s way, half while it is on', 10, { sbMode: 'composer' }, [250, 750, 500]],
    ['in Composer’s way, nobody when it is over', 18, { sbMode: 'composer' }, [0, 1000, 0]],
    [
      'in Composer’s way, as much as is on of an epoch',
      10,
      { sbMode: 'composer', sbFrom: 0.51, sbInterrupt: 0 },
      [400, 600, 800],
    ],
  ])('forwards %s', (_, epoch, given, [hidden, trained, forwarded]) => {
    expect(outlook(epoch, given)).toEqual({ hidden, trained, forwarded });
  });
});
