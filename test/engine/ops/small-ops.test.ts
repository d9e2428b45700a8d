import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addRelu } from '../../../src/engine/ops/add-relu.ts';
import { globalAveragePool } from '../../../src/engine/ops/global-average-pool.ts';
import { sgdUpdate } from '../../../src/engine/ops/sgd.ts';
import { engines } from '../../../src/engine/registry.ts';
import { tf } from '../../../src/engine/tf.ts';
import {
  centralDifferences,
  normals,
  normalTensor,
  relativeDifference,
  valuesOn,
} from '../numbers.ts';

type Shape = [number, number, number, number];
const shapes: fc.Arbitrary<Shape> = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 9 }),
);
const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

describe.each(engines)('on the engine $name', (engine) => {
  test('global average pooling and its gradient follow the mean', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const [n, h, w, c] = shape;
        const x = normals(size(shape), 1);
        const dy = normals(n * c, 2);
        const pool = (x: ArrayLike<number>) => {
          const y = new Array<number>(n * c).fill(0);
          for (let i = 0; i < x.length; i++)
            y[Math.floor(i / (h * w * c)) * c + (i % c)] += x[i] / (h * w);
          return y;
        };
        const [y, dx] = await valuesOn(engine, () => {
          const input = tf.tensor4d(x, shape);
          const gradient = tf.grad((t: Tensor) => globalAveragePool(t as Tensor4D));
          return [globalAveragePool(input), gradient(input, tf.tensor2d(dy, [n, c]))];
        });
        expect(relativeDifference(y, pool(x))).toBeLessThan(1e-5);
        const objective = (moved: Float32Array) =>
          pool(moved).reduce((sum, value, i) => sum + value * dy[i], 0);
        expect(relativeDifference(dx, centralDifferences(objective, x, 0.5))).toBeLessThan(1e-4);
      }),
      { numRuns: 20 },
    );
  });

  test('a sum with ReLU and its gradients follow the formula', async () => {
    const shape: Shape = [2, 3, 2, 4];
    const [a, b, dy] = [1, 2, 3].map((index) => normals(size(shape), index));
    const found = await valuesOn(engine, () => {
      const inputs = [normalTensor<Tensor4D>(shape, 1), normalTensor<Tensor4D>(shape, 2)];
      const operation = (...[a, b]: Tensor[]) => addRelu(a as Tensor4D, b as Tensor4D);
      const gradients = tf.grads(operation)(inputs, normalTensor(shape, 3));
      return [operation(...inputs), ...gradients];
    });
    const sums = a.map((value, i) => value + b[i]);
    expect(
      relativeDifference(
        found[0],
        sums.map((sum) => Math.max(0, sum)),
      ),
    ).toBeLessThan(1e-6);
    const gradient = dy.map((value, i) => (sums[i] > 0 ? value : 0));
    expect(relativeDifference(found[1], gradient)).toBeLessThan(1e-6);
    expect(relativeDifference(found[2], gradient)).toBeLessThan(1e-6);
  });

  test('an update follows SGD with momentum, Nesterov and weight decay', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 0.9),
        fc.boolean(),
        fc.constantFrom(0, 0.1),
        async (momentum, nesterov, weightDecay) => {
          const [weight, gradient, velocity] = [1, 2, 3].map((index) => normals(10, index));
          const found = await valuesOn(engine, () => {
            const [w, g, v] = [weight, gradient, velocity].map((values) => tf.tensor(values));
            const next = sgdUpdate(w, g, v, 0.2, { momentum, nesterov, weightDecay });
            return [next.weight, next.velocity];
          });
          const pull = gradient.map((g, i) => g + weightDecay * weight[i]);
          const next = velocity.map((v, i) => momentum * v + pull[i]);
          const moved = weight.map(
            (w, i) => w - 0.2 * (nesterov ? pull[i] + momentum * next[i] : next[i]),
          );
          expect(relativeDifference(found[1], next)).toBeLessThan(1e-6);
          expect(relativeDifference(found[0], moved)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 16 },
    );
  });
});
