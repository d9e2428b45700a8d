import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import {
  batchNormTrain,
  convBatchNormEvaluate,
  type ConvolutionPadding,
} from '../../../src/engine/ops/batch-norm.ts';
import { engines } from '../../../src/engine/registry.ts';
import { tf } from '../../../src/engine/tf.ts';
import {
  centralDifferences,
  normals,
  normalTensor,
  relativeDifference,
  valuesOn,
} from '../numbers.ts';

const EPSILON = 1e-5;

type Shape = [number, number, number, number];
const shapes: fc.Arbitrary<Shape> = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 1, max: 9 }),
);

/** The formula, in float64. */
function naive(
  x: Float32Array,
  [n, h, w, c]: Shape,
  scale: ArrayLike<number>,
  offset: ArrayLike<number>,
  relu: boolean,
) {
  const positions = n * h * w;
  const mean = new Array<number>(c).fill(0);
  const variance = new Array<number>(c).fill(0);
  x.forEach((value, i) => (mean[i % c] += value / positions));
  x.forEach((value, i) => (variance[i % c] += (value - mean[i % c]) ** 2 / positions));
  const y = Array.from(x, (value, i) => {
    const k = i % c;
    const z = (scale[k] * (value - mean[k])) / Math.sqrt(variance[k] + EPSILON) + offset[k];
    return relu ? Math.max(0, z) : z;
  });
  return { mean, variance, y };
}

const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

describe.each(engines)('on the engine $name', (engine) => {
  test('batch normalisation in training follows its formula', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), async (shape, relu) => {
        const c = shape[3];
        const [y, mean, variance] = await valuesOn(engine, () => {
          const x = normalTensor<Tensor4D>(shape, 1);
          const [scale, offset] = [2, 3].map((index) => normalTensor<Tensor1D>([c], index));
          const result = batchNormTrain(x, scale, offset, EPSILON, { relu });
          return [result.y, result.mean, result.variance];
        });
        const expected = naive(normals(size(shape), 1), shape, normals(c, 2), normals(c, 3), relu);
        expect(relativeDifference(y, expected.y)).toBeLessThan(1e-3);
        expect(relativeDifference(mean, expected.mean)).toBeLessThan(1e-4);
        expect(relativeDifference(variance, expected.variance)).toBeLessThan(1e-4);
      }),
      { numRuns: 30 },
    );
  });

  test.each([true, false])(
    'its gradients equal central finite differences (ReLU: %s)',
    async (relu) => {
      const shape: Shape = [3, 4, 3, 5];
      const c = shape[3];
      const inputs = [normals(size(shape), 1), normals(c, 2), normals(c, 3)];
      const weights = normals(size(shape), 4);
      const found = await valuesOn(engine, () => {
        const normalise = (...[x, scale, offset]: Tensor[]) =>
          batchNormTrain(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, EPSILON, { relu }).y;
        const at = [tf.tensor(inputs[0], shape), tf.tensor(inputs[1]), tf.tensor(inputs[2])];
        return tf.grads(normalise)(at, tf.tensor(weights, shape));
      });
      inputs.forEach((input, argument) => {
        const objective = (moved: Float32Array) => {
          const [x, scale, offset] = inputs.map((values, i) => (i === argument ? moved : values));
          const { y } = naive(x, shape, scale, offset, relu);
          return y.reduce((sum, value, i) => sum + value * weights[i], 0);
        };
        const expected = centralDifferences(objective, input, 2 ** -12);
        expect(relativeDifference(found[argument], expected)).toBeLessThan(1e-3);
      });
    },
  );

  test('a folded normalisation equals a convolution and the formula after it', async () => {
    const pad: ConvolutionPadding = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    const parts = () => ({
      x: normalTensor<Tensor4D>([2, 7, 5, 3], 1),
      filter: normalTensor<Tensor4D>([3, 3, 3, 4], 2),
      norm: {
        scale: normalTensor<Tensor1D>([4], 3),
        offset: normalTensor<Tensor1D>([4], 4),
        mean: normalTensor<Tensor1D>([4], 5),
        variance: tf.square(normalTensor<Tensor1D>([4], 6)),
      },
    });
    for (const relu of [true, false]) {
      const [found] = await valuesOn(engine, () => {
        const { x, filter, norm } = parts();
        return [convBatchNormEvaluate(x, filter, 2, pad, norm, EPSILON, { relu })];
      });
      const [expected] = await valuesOn(cpu, () => {
        const { x, filter, norm } = parts();
        const { mean, variance, offset, scale } = norm;
        const y = tf.batchNorm(
          tf.conv2d(x, filter, 2, pad),
          mean,
          variance,
          offset,
          scale,
          EPSILON,
        );
        return [relu ? tf.relu(y) : y];
      });
      expect(relativeDifference(found, expected)).toBeLessThan(1e-4);
    }
  });
});
