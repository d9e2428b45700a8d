import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpu } from '../../src/engine/cpu.ts';
import { tf } from '../../src/engine/tf.ts';
import { forwardFlops, parameterCount } from '../../src/model/cost.ts';
import { trainingLayers } from '../../src/model/layers.ts';
import { models } from '../../src/model/registry.ts';
import { wideResnet } from '../../src/model/wide-resnet.ts';
import { normalTensor, relativeDifference } from '../engine/numbers.ts';
import { cifar, initialTensors, modelShapes, pixelsAfter } from './tensors.ts';

test('WRN-16-4 has the size of the paper, whose table says 2.7 million', () => {
  expect(parameterCount(models['wrn-16-4'](cifar))).toBe(2_748_890);
});

test('the size and cost of a wide residual network follow a closed form', () => {
  const counts = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(modelShapes, counts, counts, (shape, n, k) => {
      const model = wideResnet(n, k, shape);
      const { width: w, channels, classes } = shape;
      // The channels into each stage and out of it: all that tells the stages apart.
      const stages = [
        { before: w, after: k * w },
        { before: k * w, after: 2 * k * w },
        { before: 2 * k * w, after: 4 * k * w },
      ];
      const filtersOf = stages.map(({ before, after }, stage) => {
        const shortcut = stage === 0 && k === 1 ? 0 : before * after;
        return 9 * before * after + 9 * (2 * n - 1) * after ** 2 + shortcut;
      });
      const stem = 9 * channels * w;
      const filters = stem + filtersOf[0] + filtersOf[1] + filtersOf[2];
      // One of the block's input and one between its convolutions; and one at the end of all.
      const norms =
        stages.reduce((sum, { before, after }) => sum + before + (2 * n - 1) * after, 0) +
        4 * k * w;
      const dense = 4 * k * w * classes + classes;
      expect(parameterCount(model)).toBe(filters + 2 * norms + dense);

      const multiplyAdds =
        stem * pixelsAfter(shape, 0) +
        filtersOf.reduce((sum, count, stage) => sum + count * pixelsAfter(shape, stage), 0) +
        4 * k * w * classes;
      expect(forwardFlops(model)).toBe(2 * multiplyAdds);
    }),
  );
});

/** The network written down once more, in plain tfjs and by the names of the weights. */
function plainForward(pixels: Tensor4D, weights: Map<string, Tensor>, blocksPerStage: number) {
  const weight = <T extends Tensor>(name: string) => weights.get(name) as T;
  const convolve = (x: Tensor4D, name: string, stride: number) => {
    const filter: Tensor4D = weight(`${name}.filter`);
    const side = (filter.shape[0] - 1) / 2;
    return tf.conv2d(x, filter, stride, [
      [0, 0],
      [side, side],
      [side, side],
      [0, 0],
    ]);
  };
  const activate = (x: Tensor4D, name: string) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const [scale, offset]: Tensor1D[] = [weight(`${name}.scale`), weight(`${name}.offset`)];
    return tf.relu(tf.batchNorm(x, mean as Tensor1D, variance as Tensor1D, offset, scale, 1e-5));
  };
  let x = convolve(pixels, 'stem', 1);
  for (const stage of [1, 2, 3])
    for (let block = 1; block <= blocksPerStage; block++) {
      const name = `stage${stage}.block${block}`;
      const stride = stage > 1 && block === 1 ? 2 : 1;
      const active = activate(x, `${name}.norm`);
      const inner = activate(convolve(active, `${name}.conv1`, stride), `${name}.conv1`);
      const residual = convolve(inner, `${name}.conv2`, 1);
      const projected = weights.has(`${name}.shortcut.filter`);
      x = tf.add(residual, projected ? convolve(active, `${name}.shortcut`, stride) : x);
    }
  const features = tf.mean(activate(x, 'norm'), [1, 2]);
  return tf.add(tf.matMul(features, weight('dense.kernel')), weight('dense.bias'));
}

test('a wide residual network computes what its paper and its authors’ code say', async () => {
  await cpu.prepare();
  const shape = { width: 2, imageHeight: 9, imageWidth: 8, channels: 3, classes: 5 };
  for (const widening of [1, 3]) {
    const model = wideResnet(2, widening, shape);
    const [found, expected] = tf.tidy(() => {
      const pixels = normalTensor<Tensor4D>([3, 9, 8, 3], 1);
      const weights = new Map(
        [...initialTensors(model)].map(([name, tensor], i) => [
          name,
          // Scales and offsets other than 1 and 0, so that a wrong one shows.
          tf.add(tensor, tf.mul(normalTensor(tensor.shape, 100 + i), 0.1)),
        ]),
      );
      return [
        model
          .forward(
            pixels,
            trainingLayers(weights, () => undefined),
          )
          .dataSync(),
        plainForward(pixels, weights, 2).dataSync(),
      ];
    });
    expect(relativeDifference(found, expected)).toBeLessThan(1e-4);
  }
});
