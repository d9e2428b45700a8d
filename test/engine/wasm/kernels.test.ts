import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import { tf } from '../../../src/engine/tf.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import { normalTensor, relativeDifference, valuesOn } from '../numbers.ts';

beforeAll(() => wasm.prepare());

const size = fc.integer({ min: 1, max: 20 });

test('products with transposed factors equal those of the reference', async () => {
  await fc.assert(
    fc.asyncProperty(size, size, size, fc.boolean(), fc.boolean(), async (m, k, n, left, right) => {
      const product = (): Tensor[] => [
        tf.matMul(
          normalTensor<Tensor2D>(left ? [k, m] : [m, k], 1),
          normalTensor<Tensor2D>(right ? [n, k] : [k, n], 2),
          left,
          right,
        ),
      ];
      const [expected] = await valuesOn(cpu, product);
      const [found] = await valuesOn(wasm, product);
      expect(relativeDifference(found, expected)).toBeLessThan(1e-5);
    }),
    { numRuns: 50 },
  );
});

test('products of batches of matrices stay those of the stock kernel', async () => {
  const product = (): Tensor[] => [
    tf.matMul(normalTensor([3, 4, 2], 1), normalTensor([3, 4, 5], 2), true, false),
  ];
  const [expected] = await valuesOn(cpu, product);
  const [found] = await valuesOn(wasm, product);
  expect(relativeDifference(found, expected)).toBeLessThan(1e-5);
});

test('a transposed product leaves no tensor and no data behind', async () => {
  const product = (): Tensor[] => [
    tf.matMul(normalTensor([4, 2], 1), normalTensor([5, 4], 2), true, true),
  ];
  await valuesOn(wasm, product);
  const before = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
  for (let i = 0; i < 10; i++) await valuesOn(wasm, product);
  expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(before);
});

test('a clone keeps its values when the original is disposed', async () => {
  await wasm.prepare();
  const original = tf.tensor1d([1, 2, 3]);
  const clone = tf.clone(original);
  original.dispose();
  const other = tf.tensor1d([4, 5, 6]);
  expect([...clone.dataSync()]).toEqual([1, 2, 3]);
  tf.dispose([clone, other]);
});

test('a clone takes no memory of its own', async () => {
  await wasm.prepare();
  const original = tf.tensor1d([1, 2, 3]);
  const before = tf.backend().numDataIds();
  const clone = tf.clone(original);
  expect(tf.backend().numDataIds()).toBe(before);
  tf.dispose([clone, original]);
  expect(tf.backend().numDataIds()).toBe(before - 1);
});
