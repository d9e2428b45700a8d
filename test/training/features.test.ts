/** What the last layer is given, on every engine, and how all samples' are worked out in chunks. */
import { expect, test } from 'vitest';
import { FEATURE_CHUNK } from '../../src/core/record/features.ts';
import { parseRecipe } from '../../src/core/recipe/recipe.ts';
import { decodeWeights, encodeWeights } from '../../src/training/checkpoint.ts';
import { extractFeatures } from '../../src/training/extract.ts';
import { createLearner } from '../../src/training/tfjs-learner.ts';
import { describeEngines } from '../engine/usable.ts';
import { fakeData, fakeLearner } from '../support/fake-run.ts';
import { smallBatch, smallImages } from './batches.ts';

const settings = {
  ...smallImages,
  width: 2,
  seed: 1,
  momentum: 0.9,
  nesterov: false,
  weightDecay: 0,
} as const;
const SAMPLES = 5;

describeEngines((engine) => {
  test.each(['resnet8', 'wrn-16-4'] as const)(
    'the last layer makes of the features of %s what evaluation makes of its samples',
    async (model) => {
      await engine.prepare();
      const trained = createLearner({ ...settings, model });
      await trained.step(smallBatch(4, 0), 0.05);
      const recipe = parseRecipe({ model, width: settings.width });
      const weights = encodeWeights(recipe, ['a', 'b', 'c'], await trained.state());
      trained.dispose();

      const learner = createLearner({ ...settings, seed: 2, model });
      const state = decodeWeights(weights);
      learner.restore(state);
      const batch = smallBatch(SAMPLES, 9);
      const features = await learner.features(batch);
      const logits = await learner.logits(batch);
      const { loss, predicted } = await learner.forward(batch);
      learner.dispose();

      const named = (name: string) => state.find((array) => array.name === name)?.values ?? [];
      const kernel = named('dense.kernel');
      const bias = named('dense.bias');
      const dims = features.length / SAMPLES;
      const { classes } = settings;
      for (let i = 0; i < SAMPLES; i++) {
        const own = Array.from({ length: classes }, (_, c) => {
          let sum = bias[c];
          for (let d = 0; d < dims; d++) sum += features[i * dims + d] * kernel[d * classes + c];
          return sum;
        });
        own.forEach((logit, c) => expect(logits[i * classes + c]).toBeCloseTo(logit, 4));
        const total = own.reduce((sum, logit) => sum + Math.exp(logit), 0);
        expect(loss[i]).toBeCloseTo(Math.log(total) - own[batch.labels[i]], 4);
        expect(predicted[i]).toBe(own.indexOf(Math.max(...own)));
      }
      expect(Math.min(...features)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...features)).toBeGreaterThan(0);
    },
  );
});

async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

const chunksFrom = (firstChunk: number, stopRequested = () => false, batchSize = 100) => {
  const progress: [number, number][] = [];
  const chunks = collected(
    extractFeatures({
      ...{ data: fakeData(20_000, 15_000), learner: fakeLearner().learner, batchSize, firstChunk },
      progress: (done, total) => progress.push([done, total]),
      stopRequested,
    }),
  );
  return { chunks, progress };
};

test('every sample has its features, those of the test split after the others', async () => {
  const { chunks, progress } = chunksFrom(0);
  const all = await chunks;
  expect(all.map(({ chunk, scales }) => [chunk, scales.length])).toEqual([
    [0, FEATURE_CHUNK],
    [1, FEATURE_CHUNK],
    [2, 35_000 - 2 * FEATURE_CHUNK],
  ]);
  const largest = all.flatMap(({ scales }) => Array.from(scales, (scale) => scale * 255));
  for (const position of [1, 100, FEATURE_CHUNK, 19_999]) {
    expect(largest[position]).toBeCloseTo(position, 1);
  }
  expect(largest[20_001]).toBeCloseTo(1, 4);
  expect(largest[34_999]).toBeCloseTo(14_999, 1);
  expect(progress.at(-1)).toEqual([35_000, 35_000]);
});

test('from a later chunk on they are the same', async () => {
  expect(await chunksFrom(1).chunks).toEqual((await chunksFrom(0).chunks).slice(1));
  expect(await chunksFrom(3).chunks).toEqual([]);
});

test('a stop leaves only whole chunks', async () => {
  let batches = 0;
  const stopped = await chunksFrom(0, () => ++batches > 250).chunks;
  expect(stopped.map(({ chunk }) => chunk)).toEqual([0]);
});
