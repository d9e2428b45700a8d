import { describe, expect, test } from 'vitest';
import { newLedger } from '../../src/core/ledger/ledger.ts';
import { parseRecipe, fullSchedule } from '../../src/core/recipe/recipe.ts';
import type { Prelude } from '../../src/core/hiding/policy.ts';
import { openEpoch } from '../../src/training/epoch.ts';
import { scoreSamples } from '../../src/training/prelude.ts';
import type { Progress } from '../../src/training/run.ts';
import { fakeData, fakeLearner, fakeRun } from '../support/fake-run.ts';

const SAMPLES = 20;
const prelude = (given: Partial<Prelude>): Prelude => ({
  ...{ models: 1, epochs: 1, holdOut: 0, score: 'el2n', ...given },
});

/** Scores by fake models, and what became of those. */
async function scored(
  given: Partial<Prelude>,
  facts?: Parameters<typeof fakeLearner>[0],
  stopRequested = () => false,
) {
  const recipe = parseRecipe({ batch: 5, epochs: 4, lr: 1, lrSchedule: 'cosine' });
  const models: ReturnType<typeof fakeLearner>[] = [];
  const seeds: number[] = [];
  const reported: Progress[] = [];
  const { run } = fakeRun(
    {},
    {
      recipe,
      schedule: fullSchedule(recipe),
      data: fakeData(SAMPLES),
      ledger: newLedger(SAMPLES, 4),
      newLearner(seed) {
        seeds.push(seed);
        models.push(fakeLearner(facts));
        return models[models.length - 1].learner;
      },
      stopRequested,
      progress: (progress) => void reported.push(progress),
    },
  );
  const pass = { from: 0, to: 1, at: 0, replay: 1, view: { height: 1, width: 1 } };
  const epoch = openEpoch(run, 0, pass, run.schedule);
  const result = await scoreSamples(prelude(given), run, epoch);
  return { ...result, models, seeds, reported, counts: epoch.counts, ledger: run.ledger };
}

const trainedBy = ({ steps }: ReturnType<typeof fakeLearner>) =>
  steps.flatMap(({ samples }) => samples).sort((a, b) => a - b);
const everybody = Array.from({ length: SAMPLES }, (_, i) => i);

describe('models of a policy', () => {
  test('train on everybody, score everybody, and are disposed of', async () => {
    const { scores, models, heldOut } = await scored({ epochs: 2 });
    expect(trainedBy(models[0])).toEqual(everybody.flatMap((sample) => [sample, sample]));
    // A fake model's score is the sample's number.
    expect([...scores]).toEqual(everybody);
    expect(heldOut).toHaveLength(0);
    expect(models.map(({ disposals }) => disposals())).toEqual([1]);
  });

  test('begin from different weights, none of them the run’s', async () => {
    const { seeds } = await scored({ models: 3 });
    expect(new Set([...seeds, 1]).size).toBe(4);
  });

  test('are not begun once a stop is requested', async () => {
    let asked = 0;
    const { seeds } = await scored({ models: 3 }, undefined, () => ++asked > 2);
    expect(seeds).toHaveLength(1);
  });

  test('are counted, and leave the ledger of the run alone', async () => {
    const { counts, ledger } = await scored({ models: 2, epochs: 3 });
    // Each of two models: three passes that learn and one that scores.
    expect(counts).toMatchObject({ forwardSamples: 160, backwardSamples: 120 });
    expect(ledger).toEqual(newLedger(SAMPLES, 4));
  });

  test('are reported as one part, up to its end', async () => {
    const { reported } = await scored({ models: 2, epochs: 3 });
    expect(reported.every(({ part, total }) => part === 'score' && total === 160)).toBe(true);
    expect(reported.map(({ done }) => done)).toEqual(reported.map((_, i) => 5 * (i + 1)));
  });

  test('that are stopped early go along the beginning of the learning rate', async () => {
    const { models } = await scored({ epochs: 2 });
    const rates = models[0].steps.map(({ learningRate }) => learningRate);
    rates.forEach((rate, step) => {
      expect(rate).toBeCloseTo((1 + Math.cos((Math.PI * step) / 16)) / 2, 9);
    });
  });

  test('that train for longer than the run go along all of it', async () => {
    const { models } = await scored({ epochs: 8 });
    const rates = models[0].steps.map(({ learningRate }) => learningRate);
    rates.forEach((rate, step) => {
      expect(rate).toBeCloseTo((1 + Math.cos((Math.PI * step) / 32)) / 2, 9);
    });
  });

  test('whose losses count go along all of it', async () => {
    const { models } = await scored({ epochs: 2, score: 'loss' });
    const rates = models[0].steps.map(({ learningRate }) => learningRate);
    rates.forEach((rate, step) => {
      expect(rate).toBeCloseTo((1 + Math.cos((Math.PI * step) / 8)) / 2, 9);
    });
  });

  test('train on whom they hold out, and score the others', async () => {
    const { scores, heldOut, models } = await scored({ holdOut: 0.4, score: 'loss' });
    expect(heldOut).toHaveLength(8);
    expect(trainedBy(models[0])).toEqual([...heldOut]);
    everybody.forEach((sample) => {
      const expected = heldOut.includes(sample) ? 0 : Math.fround(1 / (1 + sample));
      expect(scores[sample]).toBe(expected);
    });
  });

  test('count who is forgotten, without an end for who was never right', async () => {
    // 0 is right in every other of four passes, 1 never, the others always.
    const { scores } = await scored({ epochs: 4, score: 'forgetting' }, (sample, steps) => {
      const pass = Math.floor((steps - 1) / 4);
      const wrong = sample === 1 || (sample === 0 && pass % 2 === 1);
      return { predicted: wrong ? 3 - (sample % 4) : sample % 4 };
    });
    expect([...scores]).toEqual([2, Infinity, ...Array<number>(18).fill(0)]);
  });

  test('whose loss is no number are refused by the sample', async () => {
    const failing = scored({ score: 'loss', holdOut: 0.5 }, () => ({ loss: NaN }));
    await expect(failing).rejects.toMatchObject({ code: 'loss-not-finite' });
  });
});
