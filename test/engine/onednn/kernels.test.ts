import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { fallbacks } from '../../../src/engine/onednn/fallback.ts';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { batchNormEvaluate, foldBatchNorm } from '../../../src/engine/ops/batch-norm.ts';
import { globalAveragePool } from '../../../src/engine/ops/global-average-pool.ts';
import { softmaxCrossEntropy } from '../../../src/engine/ops/softmax-cross-entropy.ts';
import { movingAverages, sgdUpdate } from '../../../src/engine/ops/updates.ts';
import { tf } from '../../../src/engine/tf.ts';
import { normalTensor, valuesOn } from '../numbers.ts';
import { describeOnednn } from '../usable.ts';
import { expectAgreement } from './agreement.ts';

const size = fc.integer({ min: 1, max: 20 });
const channels = fc.integer({ min: 1, max: 70 });

beforeEach(() => fallbacks.clear());

/** What fell back of what is expected to be native. */
const fellBack = (...kernels: string[]) => kernels.filter((kernel) => fallbacks.has(kernel));

describeOnednn('a kernel of the engine onednn agrees with the reference:', () => {
  test('a product of matrices, transposed or not, in batches or alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
        fc.record({ m: size, k: size, n: size }),
        fc.boolean(),
        fc.boolean(),
        async (batch, { m, k, n }, left, right) => {
          await expectAgreement(() => [
            tf.matMul(
              normalTensor<Tensor>([...batch, ...(left ? [k, m] : [m, k])], 1),
              normalTensor<Tensor>([...batch, ...(right ? [n, k] : [k, n])], 2),
              left,
              right,
            ),
          ]);
        },
      ),
      { numRuns: 80 },
    );
    expect(fellBack('BatchMatMul')).toEqual([]);
  });

  test('a product of one batch with a matrix for all of it', () =>
    expectAgreement(() => [tf.matMul(normalTensor([3, 4, 2], 1), normalTensor([1, 2, 5], 2))]));

  test('a product of integers', async () => {
    await expectAgreement(() => [
      tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), tf.tensor2d([5, 6], [2, 1], 'int32')),
    ]);
  });

  test('a product with a bias and an activation', async () => {
    for (const activation of ['linear', 'relu', 'sigmoid'] as const)
      for (const biased of [true, false])
        for (const transposeA of [true, false])
          await expectAgreement(() => [
            tf.fused.matMul({
              a: normalTensor<Tensor2D>(transposeA ? [4, 3] : [3, 4], 1),
              b: normalTensor<Tensor2D>([4, 5], 2),
              transposeA,
              transposeB: false,
              activation,
              ...(biased ? { bias: normalTensor<Tensor1D>([5], 3) } : {}),
            }),
          ]);
  });

  test.each<[number[], number[]]>([
    [
      [3, 4],
      [3, 4],
    ],
    [
      [5, 3, 4],
      [3, 4],
    ],
    [
      [3, 4],
      [5, 3, 4],
    ],
    [[7, 5], [5]],
    [[5], []],
    [[], [2, 3]],
    [[], []],
    [[1], []],
    [[2, 1, 3], [3]],
    [
      [2, 3],
      [2, 1],
    ],
    [
      [2, 1],
      [1, 3],
    ],
    [[1, 3], [3]],
    [
      [4, 1],
      [1, 4],
    ],
    [
      [2, 3],
      [1, 3],
    ],
    [[0, 3], [3]],
    [
      [131, 257],
      [131, 257],
    ],
    [[131, 257], [257]],
  ])('a sum of %j and %j', async (a, b) => {
    await expectAgreement(() => {
      const gradients = tf.grads((...[a, b]: Tensor[]) => tf.add(a, b));
      const inputs = [normalTensor(a, 1), normalTensor(b, 2)];
      return [tf.add(inputs[0], inputs[1]), ...gradients(inputs)];
    });
  });

  test.each<['int32' | 'bool', 'int32' | 'float32']>([
    ['int32', 'int32'],
    ['int32', 'float32'],
    ['bool', 'int32'],
  ])('a sum of %s and %s', async (a, b) => {
    await expectAgreement(() => [tf.add(tf.tensor1d([1, 0, 1], a), tf.tensor1d([5, 2.5, -7], b))]);
  });

  test.each<[number[], number[] | undefined]>([
    [[7, 5], [0]],
    [[7, 5], undefined],
    [
      [3, 4, 5],
      [0, 1],
    ],
    [[3, 4, 5], [0]],
    [[3, 4, 5], [1]],
    [[3, 4, 5], [2]],
    [
      [3, 4, 5],
      [0, 2],
    ],
    [[3, 4, 5], [-3]],
    [
      [3, 4, 5],
      [1, 0],
    ],
    [[], undefined],
    [[1], [0]],
    [[0, 3], [0]],
    [[1000, 33], [0]],
    [[4097], [0]],
  ])('a sum of %j over the axes %j', async (shape, axes) => {
    await expectAgreement(() => {
      const x = normalTensor(shape, 1);
      const [sum, kept] = [tf.sum(x, axes), tf.sum(x, axes, true)];
      // Shapes as values, to be compared as well.
      return [sum, kept, tf.tensor1d(sum.shape), tf.tensor1d(kept.shape)];
    });
  });

  test('a sum of integers and of truths', () =>
    expectAgreement(() => [
      tf.sum(tf.tensor2d([1, -2, 3, 4], [2, 2], 'int32'), 0),
      tf.sum(tf.tensor1d([1, 0, 1], 'bool')),
    ]));

  test('sums and products that are native fall back never', async () => {
    await valuesOn(onednn, () => {
      const x = normalTensor<Tensor2D>([6, 5], 1);
      return [
        tf.add(x, x),
        tf.add(x, normalTensor([5], 2)),
        tf.sum(x, 0),
        tf.sum(x),
        tf.matMul(x, x, true),
        tf.reshape(x, [-1, 3]),
        tf.clone(x),
      ];
    });
    expect([...fallbacks]).toEqual([]);
  });

  test('global average pooling and its gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ n: fc.integer({ min: 1, max: 9 }), h: size, w: size, c: channels }),
        async ({ n, h, w, c }) => {
          await expectAgreement(() => {
            const x = normalTensor<Tensor4D>([n, h, w, c], 1);
            const gradient = tf.grad((x: Tensor) => globalAveragePool(x as Tensor4D));
            return [globalAveragePool(x), gradient(x, normalTensor([n, c], 2))];
          });
        },
      ),
      { numRuns: 30 },
    );
    expect([...fallbacks]).toEqual([]);
  });

  test('a normalisation by running statistics with a sum after it, and its gradients', async () => {
    for (const shape of [
      [1, 3, 5, 7],
      [2, 37, 41, 48],
    ])
      for (const relu of [true, false])
        await expectAgreement(() => {
          const [offset, mean, spread] = [3, 4, 5].map((index) =>
            normalTensor<Tensor1D>([shape[3]], index),
          );
          const variance: Tensor1D = tf.add(tf.square(spread), 0.5);
          const layer = (...[x, scale, add]: Tensor[]) =>
            batchNormEvaluate(
              x as Tensor4D,
              { scale: scale as Tensor1D, offset, mean, variance },
              1e-5,
              { relu, add: add as Tensor4D },
            );
          const inputs = [normalTensor(shape, 1), normalTensor([shape[3]], 2)];
          const given = [...inputs, normalTensor(shape, 6)];
          return [layer(...given), ...tf.grads(layer)(given, normalTensor(shape, 7))];
        }, 1e-4);
    expect(fellBack('BatchNormEvaluate', 'BatchNormGradient')).toEqual([]);
  });

  test('a normalisation folded into a filter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 3), channels, channels, async (side, c, d) => {
        await expectAgreement(() => {
          const [scale, offset, mean, deviation] = [2, 3, 4, 5].map((index) =>
            normalTensor<Tensor1D>([d], index),
          );
          const { filter, bias } = foldBatchNorm(
            normalTensor<Tensor4D>([side, side, c, d], 1),
            { scale, offset, mean, variance: tf.square(deviation) },
            1e-5,
          );
          return [filter, bias];
        }, 1e-4);
      }),
      { numRuns: 30 },
    );
  });

  test('softmax cross-entropy and its gradient', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), channels, async (batch, classes) => {
        await expectAgreement(() => {
          const logits = tf.mul<Tensor2D>(normalTensor([batch, classes], 1), 5);
          const labels = tf.tensor1d(
            Array.from({ length: batch }, (_, i) => (i * 7) % classes),
            'int32',
          );
          const { value, grad } = tf.valueAndGrad((z: Tensor) =>
            tf.mul(softmaxCrossEntropy(z as Tensor2D, labels).meanLoss, 3),
          )(logits);
          const facts = softmaxCrossEntropy(logits, labels);
          return [value, grad, facts.loss, facts.confidence, facts.predicted];
        });
      }),
      { numRuns: 30 },
    );
  });

  test('softmax cross-entropy against targets with weights, and its gradient', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), channels, async (batch, classes) => {
        await expectAgreement(() => {
          const logits = tf.mul<Tensor2D>(normalTensor([batch, classes], 1), 5);
          const labels = tf.tensor1d(
            Array.from({ length: batch }, (_, i) => (i * 7) % classes),
            'int32',
          );
          const targets = tf.softmax<Tensor2D>(normalTensor([batch, classes], 2));
          const weights: Tensor1D = tf.square(normalTensor<Tensor1D>([batch], 3));
          const objective = { targets, weights };
          const { value, grad } = tf.valueAndGrad((z: Tensor) =>
            tf.mul(softmaxCrossEntropy(z as Tensor2D, labels, objective).meanLoss, 3),
          )(logits);
          const facts = softmaxCrossEntropy(logits, labels, objective);
          return [value, grad, facts.loss, facts.confidence, facts.predicted];
        });
      }),
      { numRuns: 30 },
    );
    expect(fellBack('WeightedSoftmaxCrossEntropy', 'WeightedSoftmaxCrossEntropyGradient')).toEqual(
      [],
    );
  });

  test('the updates of a step', async () => {
    const lists = () =>
      [1, 2, 3].map((first) =>
        [[3, 3, 5, 17], [1], [130, 129], []].map((shape, i) => normalTensor(shape, first + 10 * i)),
      );
    for (const nesterov of [true, false])
      await expectAgreement(() => {
        const [weights, gradients, velocities] = lists();
        const settings = { momentum: 0.9, nesterov, weightDecay: 0.01 };
        const next = sgdUpdate(weights, gradients, velocities, 0.1, settings);
        return [...next.weights, ...next.velocities];
      });
    await expectAgreement(() => movingAverages(lists()[0], lists()[1], [1, 2, 0.5, 1.5], 0.9));
  });
});

describeOnednn('the engine onednn refuses', () => {
  test.each([-1, 3, 1_000_000, -(2 ** 31)])('the label %i of three classes', async (label) => {
    await onednn.prepare();
    const facts = () =>
      tf.tidy(() =>
        softmaxCrossEntropy(
          normalTensor<Tensor2D>([2, 3], 1),
          tf.tensor1d([0, label], 'int32'),
        ).loss.dataSync(),
      );
    expect(facts).toThrow(`label ${label} of sample 1 is not one of 3 classes`);
  });
});
