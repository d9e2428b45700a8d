import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelNames } from '../../src/core/recipe/parameters.ts';
import { cpu } from '../../src/engine/cpu.ts';
import { tf } from '../../src/engine/tf.ts';
import { forwardFlops, parameterCount } from '../../src/model/cost.ts';
import { evaluationLayers, trainingLayers } from '../../src/model/layers.ts';
import { models } from '../../src/model/registry.ts';
import { initialValues, statisticsOf, weightsOf } from '../../src/model/weights.ts';
import { normalTensor, relativeDifference } from '../engine/numbers.ts';

const cifar = { width: 16, imageHeight: 32, imageWidth: 32, channels: 3, classes: 10 };
const blocksPerStage = { resnet8: 1, resnet20: 3 };

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 6 }),
  imageHeight: fc.integer({ min: 8, max: 15 }),
  imageWidth: fc.integer({ min: 8, max: 15 }),
  channels: fc.constantFrom(1, 3),
  classes: fc.integer({ min: 1, max: 11 }),
});

const initialTensors = (model: ReturnType<(typeof models)['resnet8']>, seed = 1) =>
  new Map(
    weightsOf(model).map((weight, index) => [
      weight.name,
      tf.tensor(initialValues(weight, seed, index), weight.shape),
    ]),
  );

test('ResNet-20 has the size and the cost of the paper', () => {
  const model = models.resnet20(cifar);
  expect(parameterCount(model)).toBe(269_722);
  // The 40.6 million multiply-adds that are quoted for it everywhere.
  expect(forwardFlops(model)).toBe(2 * 40_551_040);
});

test.each(modelNames)('the size and cost of %s follow a closed form', (name) => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const model = models[name](shape);
      const { width: w, channels, classes } = shape;
      const n = blocksPerStage[name];
      const stage = (inChannels: number, outChannels: number) =>
        9 * (inChannels * outChannels + (2 * n - 1) * outChannels ** 2);
      const stages = [stage(w, w), stage(w, 2 * w), stage(2 * w, 4 * w)];
      const filters = 9 * channels * w + stages[0] + stages[1] + stages[2];
      const norms = 2 * (w + 2 * n * (w + 2 * w + 4 * w));
      const dense = 4 * w * classes + classes;
      expect(parameterCount(model)).toBe(filters + norms + dense);

      const pixels = (halvings: number) =>
        Math.ceil(shape.imageHeight / 2 ** halvings) * Math.ceil(shape.imageWidth / 2 ** halvings);
      const multiplyAdds =
        (9 * channels * w + stages[0]) * pixels(0) +
        stages[1] * pixels(1) +
        stages[2] * pixels(2) +
        4 * w * classes;
      expect(forwardFlops(model)).toBe(2 * multiplyAdds);
    }),
  );
});

test.each(modelNames)('%s takes every image of at least 8x8', async (name) => {
  await cpu.prepare();
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 3 }), (shape, batch) => {
      const model = models[name](shape);
      const shapesOut = tf.tidy(() => {
        const pixels = normalTensor<never>(
          [batch, shape.imageHeight, shape.imageWidth, shape.channels],
          1,
        );
        const layers = trainingLayers(initialTensors(model), () => undefined);
        return model.forward(pixels, layers).shape;
      });
      expect(shapesOut).toEqual([batch, shape.classes]);
    }),
    { numRuns: 10 },
  );
});

test('training and evaluation agree where the running statistics are those of the batch', async () => {
  await cpu.prepare();
  const shape = { ...cifar, width: 3, imageHeight: 9, imageWidth: 10 };
  const model = models.resnet8(shape);
  const [training, evaluation] = tf.tidy(() => {
    const pixels = normalTensor<never>([4, 9, 10, 3], 1);
    const weights = initialTensors(model);
    const statistics = new Map<string, ReturnType<typeof tf.tensor>>();
    const layers = trainingLayers(weights, (statistic, value) => statistics.set(statistic, value));
    const training = model.forward(pixels, layers).dataSync();
    // The batch normalises by its biased variance and reports the unbiased one.
    for (const { name, outHeight, outWidth } of model.convolutions) {
      const positions = 4 * outHeight * outWidth;
      const unbiased = statistics.get(`${name}.variance`);
      statistics.set(`${name}.variance`, tf.mul(unbiased!, (positions - 1) / positions));
    }
    const evaluation = model.forward(pixels, evaluationLayers(weights, statistics)).dataSync();
    return [training, evaluation];
  });
  expect(relativeDifference(evaluation, training)).toBeLessThan(1e-4);
});

test('a shortcut into a stage takes every second pixel and fills new channels with zeros', async () => {
  await cpu.prepare();
  const model = models.resnet8({ ...cifar, width: 2, imageHeight: 8, imageWidth: 8, channels: 1 });
  const seen: { before: Float32Array; after: Float32Array }[] = [];
  tf.tidy(() => {
    const pixels = tf.abs(normalTensor<never>([1, 8, 8, 1], 1));
    // Without the blocks' convolutions, only the shortcuts are left.
    model.forward(pixels, {
      convolve(x, layer) {
        if (layer.name === 'stem') return tf.concat([x, tf.mul(x, 2)], 3);
        if (layer.name === 'stage2.block1.conv1')
          seen.push({ before: x.dataSync<'float32'>(), after: new Float32Array() });
        if (layer.name === 'stage3.block1.conv1')
          seen.push({ before: new Float32Array(), after: x.dataSync<'float32'>() });
        return tf.zeros([1, layer.outHeight, layer.outWidth, layer.outChannels]);
      },
      classify: (features) => features,
    });
  });
  const expected: number[] = [];
  for (const row of [0, 2, 4, 6])
    for (const column of [0, 2, 4, 6]) {
      const at = (row * 8 + column) * 2;
      expected.push(0, seen[0].before[at], seen[0].before[at + 1], 0);
    }
  expect([...seen[1].after]).toEqual(expected);
});

test('filters begin with the variance of He, scales with 1, everything else with 0', () => {
  const model = models.resnet20(cifar);
  const weights = weightsOf(model);
  weights.forEach((weight, index) => {
    const values = initialValues(weight, 1, index);
    const [, kind] = /\.(\w+)$/.exec(weight.name)!;
    if (kind === 'scale') expect(values.every((value) => value === 1)).toBe(true);
    else if (kind === 'offset' || kind === 'bias')
      expect(values.every((value) => value === 0)).toBe(true);
    else {
      const fanIn = values.length / weight.shape.at(-1)!;
      const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      expect(square * (fanIn / 2)).toBeGreaterThan(0.7);
      expect(square * (fanIn / 2)).toBeLessThan(1.3);
    }
  });
});

test('initial weights depend on the seed and on the place, and on nothing else', () => {
  const [filter] = weightsOf(models.resnet8(cifar));
  expect(initialValues(filter, 1, 0)).toEqual(initialValues(filter, 1, 0));
  expect(initialValues(filter, 1, 0)).not.toEqual(initialValues(filter, 2, 0));
  expect(initialValues(filter, 1, 0)).not.toEqual(initialValues(filter, 1, 1));
});

test('every array of the state has a name of its own', () => {
  const model = models.resnet20(cifar);
  const names = [...weightsOf(model), ...statisticsOf(model)].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
