import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpu } from '../../src/engine/cpu.ts';
import { tf } from '../../src/engine/tf.ts';
import { forwardFlops, parameterCount } from '../../src/model/cost.ts';
import type { ConvolutionLayer } from '../../src/model/model.ts';
import { models } from '../../src/model/registry.ts';
import { normalTensor } from '../engine/numbers.ts';
import { cifar, modelShapes, pixelsAfter } from './tensors.ts';

const blocksPerStage = { resnet8: 1, resnet20: 3 };

test('ResNet-20 has the size and the cost of the paper', () => {
  const model = models.resnet20(cifar);
  expect(parameterCount(model)).toBe(269_722);
  // The 40.6 million multiply-adds that are quoted for it everywhere.
  expect(forwardFlops(model)).toBe(2 * 40_551_040);
});

test.each(['resnet8', 'resnet20'] as const)(
  'the size and cost of %s follow a closed form',
  (name) => {
    fc.assert(
      fc.property(modelShapes, (shape) => {
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

        const multiplyAdds =
          (9 * channels * w + stages[0]) * pixelsAfter(shape, 0) +
          stages[1] * pixelsAfter(shape, 1) +
          stages[2] * pixelsAfter(shape, 2) +
          4 * w * classes;
        expect(forwardFlops(model)).toBe(2 * multiplyAdds);
      }),
    );
  },
);

test('a shortcut into a stage takes every second pixel and fills new channels with zeros', async () => {
  await cpu.prepare();
  const model = models.resnet8({ ...cifar, width: 2, imageHeight: 8, imageWidth: 8, channels: 1 });
  const seen: { before: Float32Array; after: Float32Array }[] = [];
  const notThere = () => {
    throw new Error('a ResNet has no such layer');
  };
  tf.tidy(() => {
    const pixels = tf.abs(normalTensor<never>([1, 8, 8, 1], 1));
    // Without the blocks' convolutions, only the shortcuts are left.
    const convolve = (x: Tensor4D, layer: ConvolutionLayer): Tensor4D => {
      if (layer.name === 'stem') return tf.concat([x, tf.mul(x, 2)], 3);
      if (layer.name === 'stage2.block1.conv1')
        seen.push({ before: x.dataSync<'float32'>(), after: new Float32Array() });
      if (layer.name === 'stage3.block1.conv1')
        seen.push({ before: new Float32Array(), after: x.dataSync<'float32'>() });
      return tf.zeros([1, layer.outHeight, layer.outWidth, layer.outChannels]);
    };
    model.forward(pixels, {
      convolveNormalise(x, layer, { relu, add }) {
        const convolved = convolve(x, layer);
        const sum = add ? tf.add<Tensor4D>(convolved, add) : convolved;
        return relu ? tf.relu(sum) : sum;
      },
      convolve: notThere,
      normaliseRelu: notThere,
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
