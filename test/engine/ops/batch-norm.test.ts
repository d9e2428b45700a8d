import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import {
  batchNormEvaluate,
  batchNormTrain,
  foldBatchNorm,
} from '../../../src/engine/ops/batch-norm.ts';
import { convolveEvaluate, type ConvolutionPadding } from '../../../src/engine/ops/convolution.ts';
import { tf } from '../../../src/engine/tf.ts';
import { naiveBatchNorm, type BatchNormCase } from '../batch-norms.ts';
import {
  centralDifferences,
  normals,
  normalTensor,
  relativeDifference,
  valuesOn,
} from '../numbers.ts';
import { describeEngines } from '../usable.ts';

const EPSILON = 1e-5;

type Shape = [number, number, number, number];
const shapes: fc.Arbitrary<Shape> = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 1, max: 9 }),
);

const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

const caseOf = (shape: Shape, relu: boolean, add: boolean): BatchNormCase => ({
  channels: shape[3],
  epsilon: EPSILON,
  relu,
  x: normals(size(shape), 1),
  scale: normals(shape[3], 2),
  offset: normals(shape[3], 3),
  ...(add ? { add: normals(size(shape), 5) } : {}),
});

/** The case's inputs as tensors, in the order of its gradients. */
const inputsOf = (shape: Shape, add: boolean): Tensor[] => [
  normalTensor(shape, 1),
  normalTensor([shape[3]], 2),
  normalTensor([shape[3]], 3),
  ...(add ? [normalTensor(shape, 5)] : []),
];

function normalise([x, scale, offset, add]: Tensor[], relu: boolean) {
  const inputs = { x: x as Tensor4D, scale: scale as Tensor1D, offset: offset as Tensor1D };
  return batchNormTrain({ ...inputs, ...(add ? { add: add as Tensor4D } : {}) }, EPSILON, { relu });
}

describeEngines((engine) => {
  test('batch normalisation in training follows its formula', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), fc.boolean(), async (shape, relu, add) => {
        const [y, mean, variance] = await valuesOn(engine, () => {
          const result = normalise(inputsOf(shape, add), relu);
          return [result.y, result.mean, result.variance];
        });
        const expected = naiveBatchNorm(caseOf(shape, relu, add));
        expect(relativeDifference(y, expected.y)).toBeLessThan(1e-3);
        // The values are of size 1, and so are what they round: their mean may be next to nothing.
        expect(relativeDifference(mean, expected.mean, 1)).toBeLessThan(1e-6);
        expect(relativeDifference(variance, expected.variance, 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    { relu: true, add: true },
    { relu: true, add: false },
    { relu: false, add: true },
    { relu: false, add: false },
  ])(
    'its gradients equal central finite differences (ReLU: $relu, sum: $add)',
    async ({ relu, add }) => {
      const shape: Shape = [3, 4, 3, 5];
      const dy = normals(size(shape), 4);
      const found = await valuesOn(engine, () =>
        tf.grads((...inputs: Tensor[]) => normalise(inputs, relu).y)(
          inputsOf(shape, add),
          tf.tensor(dy, shape),
        ),
      );
      const c = caseOf(shape, relu, add);
      const names = ['x', 'scale', 'offset', ...(add ? ['add' as const] : [])] as const;
      expect(found).toHaveLength(names.length);
      names.forEach((name, argument) => {
        const objective = (moved: Float32Array) =>
          naiveBatchNorm({ ...c, [name]: moved }).y.reduce((sum, y, i) => sum + y * dy[i], 0);
        const expected = centralDifferences(objective, c[name] as Float32Array, 2 ** -12);
        expect(relativeDifference(found[argument], expected), name).toBeLessThan(1e-3);
      });
    },
  );

  test('something added twice gets the gradients of both', async () => {
    const shape: Shape = [2, 3, 2, 4];
    const [found, once] = await valuesOn(engine, () => {
      const [x, scale, offset, add] = inputsOf(shape, true);
      const layer = (add: Tensor) => normalise([x, scale, offset, add], false).y;
      const dy = () => normalTensor(shape, 4);
      return [
        tf.grad((add: Tensor) => tf.add(layer(add), layer(add)))(add, dy()),
        tf.grad(layer)(add, dy()),
      ];
    });
    expect(
      relativeDifference(
        found,
        once.map((value) => 2 * value),
      ),
    ).toBeLessThan(1e-6);
  });

  test('a number that is none stays one through the ReLU, and leaves no finite statistics', async () => {
    const [y, mean, variance] = await valuesOn(engine, () => {
      const x = tf.tensor4d([NaN, 1, 2, 3, 4, 5], [1, 1, 3, 2]);
      const result = batchNormTrain({ x, scale: tf.ones([2]), offset: tf.zeros([2]) }, EPSILON, {
        relu: true,
      });
      return [result.y, result.mean, result.variance];
    });
    expect(y[0]).toBeNaN();
    // Pooling on wasm makes it an infinite mean.
    expect([mean[0], variance[0]].some(Number.isFinite)).toBe(false);
    expect([y[1], y[3], y[5], mean[1], variance[1]].every(Number.isFinite)).toBe(true);
  });

  const statistics = (channels: number) => ({
    scale: normalTensor<Tensor1D>([channels], 3),
    offset: normalTensor<Tensor1D>([channels], 4),
    mean: normalTensor<Tensor1D>([channels], 5),
    variance: tf.square(normalTensor<Tensor1D>([channels], 6)),
  });

  /** What tfjs itself makes of it. */
  const byStatistics = (x: Tensor4D, relu: boolean, add?: Tensor4D) => {
    const { scale, offset, mean, variance } = statistics(x.shape[3]);
    const y = tf.batchNorm(x, mean, variance, offset, scale, EPSILON);
    const sum = add ? tf.add<Tensor4D>(y, add) : y;
    return relu ? tf.relu(sum) : sum;
  };

  test.each([true, false])(
    'normalisation by running statistics follows tfjs (ReLU: %s)',
    async (relu) => {
      const x = () => normalTensor<Tensor4D>([3, 5, 4, 7], 1);
      const [found] = await valuesOn(engine, () => [
        batchNormEvaluate(x(), statistics(7), EPSILON, { relu }),
      ]);
      const [expected] = await valuesOn(cpu, () => [byStatistics(x(), relu)]);
      expect(relativeDifference(found, expected)).toBeLessThan(1e-4);
    },
  );

  test.each([
    { relu: true, add: true },
    { relu: true, add: false },
    { relu: false, add: true },
    { relu: false, add: false },
  ])(
    'by running statistics the gradients equal central finite differences (ReLU: $relu, sum: $add)',
    async ({ relu, add }) => {
      const shape: Shape = [3, 4, 3, 5];
      const [dy, mean, spread] = [normals(size(shape), 4), normals(5, 6), normals(5, 7)];
      const variance = spread.map((value) => value * value + 0.5);
      const found = await valuesOn(engine, () =>
        tf.grads((...[x, scale, offset, added]: Tensor[]) =>
          batchNormEvaluate(
            x as Tensor4D,
            {
              scale: scale as Tensor1D,
              offset: offset as Tensor1D,
              mean: tf.tensor1d(mean),
              variance: tf.tensor1d(variance),
            },
            EPSILON,
            { relu, ...(added ? { add: added as Tensor4D } : {}) },
          ),
        )(inputsOf(shape, add), tf.tensor(dy, shape)),
      );
      const c = caseOf(shape, relu, add);
      const names = ['x', 'scale', 'offset', ...(add ? ['add' as const] : [])] as const;
      expect(found).toHaveLength(names.length);
      const objective = ({ x, scale, offset, add }: BatchNormCase) =>
        Array.from(x).reduce((sum, value, i) => {
          const k = i % 5;
          const z = (scale[k] * (value - mean[k])) / Math.sqrt(variance[k] + EPSILON);
          const y = z + offset[k] + (add?.[i] ?? 0);
          return sum + (relu ? Math.max(0, y) : y) * dy[i];
        }, 0);
      names.forEach((name, argument) => {
        const moved = (values: Float32Array) => objective({ ...c, [name]: values });
        const expected = centralDifferences(moved, c[name] as Float32Array, 2 ** -12);
        expect(relativeDifference(found[argument], expected), name).toBeLessThan(1e-3);
      });
    },
  );

  test.each([
    { relu: true, add: true },
    { relu: true, add: false },
    { relu: false, add: true },
    { relu: false, add: false },
  ])(
    'a folded normalisation equals a convolution and the formula after it (ReLU: $relu, sum: $add)',
    async ({ relu, add }) => {
      const pad: ConvolutionPadding = [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ];
      const x = () => normalTensor<Tensor4D>([2, 7, 5, 3], 1);
      const filter = () => normalTensor<Tensor4D>([3, 3, 3, 4], 2);
      const added = () => (add ? { add: normalTensor<Tensor4D>([2, 4, 3, 4], 7) } : {});
      const [found] = await valuesOn(engine, () => {
        const folded = foldBatchNorm(filter(), statistics(4), EPSILON);
        return [convolveEvaluate({ x: x(), ...folded, ...added() }, 2, pad, { relu })];
      });
      const [expected] = await valuesOn(cpu, () => [
        byStatistics(tf.conv2d(x(), filter(), 2, pad), relu, added().add),
      ]);
      expect(relativeDifference(found, expected)).toBeLessThan(1e-4);
    },
  );
});
