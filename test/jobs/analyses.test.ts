/** What is worked out of a run in trainer processes, stopped on the way, and the same as in one go. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldsOf } from '../../src/core/labels/folds.ts';
import { LABEL_MARGIN, LABEL_PROBABILITY } from '../../src/core/labels/scores.ts';
import { parseRecipe } from '../../src/core/recipe/recipe.ts';
import { quantiseFeatures } from '../../src/core/record/features.ts';
import { openDataSource } from '../../src/dataset/source/data-source.ts';
import { prepareEngine } from '../../src/engine/engine.ts';
import { crossValidate, crossValidated } from '../../src/jobs/cross-validate.ts';
import { computeFeatures } from '../../src/jobs/features.ts';
import { newRun } from '../../src/jobs/new-run.ts';
import { carryOutRun } from '../../src/jobs/train-job.ts';
import type { Project } from '../../src/project/project.ts';
import { decodeWeights } from '../../src/training/checkpoint.ts';
import { judgeFold } from '../../src/training/cross-validate.ts';
import { createLearner } from '../../src/training/tfjs-learner.ts';
import { writeShapes } from '../support/idx-folder.ts';

const TRAIN = 90;
const TEST = 20;
const folder = mkdtempSync(join(tmpdir(), 'mikke-analyses-'));
const recipe = parseRecipe({
  ...{ dataset: folder, engine: 'wasm', model: 'resnet8', width: 2, batch: 16, epochs: 2 },
  ...{ lr: 0.05, policy: 'kakurenbo', hide: 0.3, seed: 1 },
});
const RUN = 1;
const division = { run: RUN, folds: 2, epochs: 1 };

let project: Project;
beforeAll(async () => {
  writeShapes(folder, TRAIN, TEST);
  ({ project } = await newRun(join(folder, 'a.mikke'), 'a test', recipe, 'small', () => undefined));
}, 30_000);
afterAll(async () => {
  await project.close();
  rmSync(folder, { recursive: true });
});

const datasetOf = async () => {
  const { id, ...record } = await project.dataset(1);
  return { id, record, data: await openDataSource(record) };
};
const newLearner = (seed: number) =>
  createLearner({
    ...{ model: recipe.model, width: recipe.width, seed, momentum: recipe.momentum },
    ...{ nesterov: recipe.nesterov, weightDecay: recipe.weightDecay },
    ...{ imageHeight: 10, imageWidth: 10, channels: 1, classes: 3 },
  });

test('a run without final weights has no features', async () => {
  await expect(computeFeatures(project, RUN, () => undefined)).rejects.toMatchObject({
    code: 'weights-missing',
  });
});

test('features of a finished run are those of its final weights, and none where it was stopped', async () => {
  await carryOutRun(project, RUN, () => undefined);
  const stop = new AbortController();
  stop.abort();
  expect(await computeFeatures(project, RUN, () => undefined, { signal: stop.signal })).toBe(
    'stopped',
  );
  expect(await project.features(RUN)).toEqual({ chunks: 0, whole: false });

  const progress: [number, number][] = [];
  expect(await computeFeatures(project, RUN, (...made) => progress.push(made))).toBe('finished');
  expect(progress.at(-1)).toEqual([TRAIN + TEST, TRAIN + TEST]);

  await prepareEngine('wasm');
  const { data } = await datasetOf();
  const learner = newLearner(7);
  learner.restore(decodeWeights((await project.weights(RUN)) ?? new Uint8Array(0)));
  const own: number[] = [];
  for (const split of ['train', 'test'] as const) {
    const order = Uint32Array.from({ length: data.count[split] }, (_, i) => i);
    for await (const batch of data.batches(split, order, recipe.batch)) {
      own.push(...(await learner.features(batch)));
    }
  }
  await data.close();
  const { dims, values } = quantiseFeatures(Float32Array.from(own), own.length / (TRAIN + TEST));
  const unit = (sample: number) => {
    const row = [...values.subarray(sample * dims, (sample + 1) * dims)];
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  };
  const sample = TRAIN + 1;
  const found = await project.neighbours(RUN, sample, 10);
  const cosine = (other: number) =>
    unit(other).reduce((sum, value, d) => sum + value * unit(sample)[d], 0);
  const nearest = Array.from({ length: TRAIN + TEST }, (_, other) => 1 - cosine(other))
    .filter((_, other) => other !== sample)
    .sort((a, b) => a - b);
  found.samples.forEach((other, i) => {
    expect(found.distances[i]).toBeCloseTo(1 - cosine(other), 6);
    expect(found.distances[i]).toBeCloseTo(nearest[i], 6);
  });
}, 30_000);

test('a cross-validation that was stopped keeps its folds, goes on after them, and is that of one go', async () => {
  const stop = new AbortController();
  const stopping: Project = {
    ...project,
    async saveJudgedFold(...given) {
      await project.saveJudgedFold(...given);
      stop.abort();
    },
  };
  const first = await crossValidate(stopping, division, () => undefined, { signal: stop.signal });
  expect(first).toBe('stopped');
  expect((await project.judgedFolds(division)).map(({ fold }) => fold)).toEqual([0]);
  expect(await crossValidated(project, division)).toBeNull();

  const seen: { fold: number; share: number }[] = [];
  expect(await crossValidate(project, division, (made) => seen.push(made))).toBe('finished');
  expect(new Set(seen.map(({ fold }) => fold))).toEqual(new Set([1]));
  expect(seen.at(-1)?.share).toBeCloseTo(1, 6);

  await prepareEngine('wasm');
  const { id, data } = await datasetOf();
  const oneGo = { labelProbability: new Float32Array(TRAIN), labelMargin: new Float32Array(TRAIN) };
  const folds = foldsOf(data.trainLabels, division.folds, recipe.seed);
  for (let fold = 0; fold < division.folds; fold++) {
    const judged = await judgeFold({
      ...{ recipe: { ...recipe, epochs: division.epochs }, data, folds: division.folds, fold },
      ...{ newLearner, progress: () => undefined, now: () => 0, stopRequested: () => false },
    });
    const samples = [...folds.keys()].filter((sample) => folds[sample] === fold);
    samples.forEach((sample, place) => {
      oneGo.labelProbability[sample] = judged?.labelProbability[place] ?? NaN;
      oneGo.labelMargin[sample] = judged?.labelMargin[place] ?? NaN;
    });
  }
  await data.close();
  const found = await crossValidated(project, division);
  expect(found?.labelProbability).toEqual(oneGo.labelProbability);
  expect(found?.labelMargin).toEqual(oneGo.labelMargin);

  const score = (await project.score(id, LABEL_MARGIN)) ?? new Float32Array(0);
  expect(score.subarray(0, TRAIN)).toEqual(oneGo.labelMargin);
  expect([...score.subarray(TRAIN)]).toEqual(Array<number>(TEST).fill(NaN));
  const described = (await project.scores(id)).find(({ name }) => name === LABEL_PROBABILITY);
  expect(described?.description).toContain(
    '2 models, each trained without a fold of its own on the recipe of run 1 "small" over 1 epoch, seed 1, engine wasm',
  );
}, 60_000);

test.each([
  [{ folds: 20, epochs: 0 }, 'bad-value'],
  [{ folds: 100, epochs: 1 }, 'too-few-for-folds'],
])('folds that cannot be are refused: %o', async (how, code) => {
  const refused = crossValidate(project, { run: RUN, ...how }, () => undefined);
  await expect(refused).rejects.toMatchObject({ code });
});
