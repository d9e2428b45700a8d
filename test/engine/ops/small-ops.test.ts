import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globalAveragePool } from '../../../src/engine/ops/global-average-pool.ts';
import { movingAverages, sgdUpdate } from '../../../src/engine/ops/updates.ts';
import { tf } from '../../../src/engine/tf.ts';
import { centralDifferences, normals, relativeDifference, valuesOn } from '../numbers.ts';
import { describeEngines } from '../usable.ts';

type Shape = [number, number, number, number];
const shapes: fc.Arbitrary<Shape> = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 9 }),
);
const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

describeEngines((engine) => {
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

  /** Tensors of several sizes and shapes: from a single value to what several threads share. */
  const listShapes = [[10], [1], [3, 3, 2, 5], [], [129, 257]];
  const listOf = (first: number) =>
    listShapes.map((shape, i) => normals(size(shape), first + i)) as readonly Float32Array[];
  const tensorsOf = (list: readonly Float32Array[]) =>
    list.map((values, i) => tf.tensor(values, listShapes[i]));

  test('an update of all weights follows SGD with momentum, Nesterov and weight decay', async () => {
    const [weights, gradients, velocities] = [10, 20, 30].map(listOf);
    for (const momentum of [0, 0.9])
      for (const nesterov of [true, false])
        for (const weightDecay of [0, 0.1]) {
          const found = await valuesOn(engine, () => {
            const next = sgdUpdate(
              tensorsOf(weights),
              tensorsOf(gradients),
              tensorsOf(velocities),
              0.2,
              { momentum, nesterov, weightDecay },
            );
            expect(next.weights.map(({ shape }) => shape)).toEqual(listShapes);
            expect(next.velocities.map(({ shape }) => shape)).toEqual(listShapes);
            return [...next.weights, ...next.velocities];
          });
          weights.forEach((weight, k) => {
            const pull = gradients[k].map((g, i) => g + weightDecay * weight[i]);
            const next = velocities[k].map((v, i) => momentum * v + pull[i]);
            const moved = weight.map(
              (w, i) => w - 0.2 * (nesterov ? pull[i] + momentum * next[i] : next[i]),
            );
            expect(relativeDifference(found[k], moved)).toBeLessThan(1e-6);
            expect(relativeDifference(found[weights.length + k], next)).toBeLessThan(1e-6);
          });
        }
  });

  test('the gradients of an update are not changed by it', async () => {
    const gradients = listOf(20);
    const found = await valuesOn(engine, () => {
      const given = tensorsOf(gradients);
      const settings = { momentum: 0.9, nesterov: true, weightDecay: 0.1 };
      sgdUpdate(tensorsOf(listOf(10)), given, tensorsOf(listOf(30)), 0.2, settings);
      return given;
    });
    expect(found).toEqual(gradients);
  });

  test('moving averages take the rest of the momentum, times a factor of each', async () => {
    const [averages, values] = [10, 20].map(listOf);
    const factors = [1, 2, 0.5, 1.25, 1];
    const found = await valuesOn(engine, () =>
      movingAverages(tensorsOf(averages), tensorsOf(values), factors, 0.9),
    );
    expect(found).toHaveLength(averages.length);
    averages.forEach((average, k) => {
      const expected = average.map((a, i) => 0.9 * a + 0.1 * factors[k] * values[k][i]);
      expect(relativeDifference(found[k], expected)).toBeLessThan(1e-6);
    });
  });
});
