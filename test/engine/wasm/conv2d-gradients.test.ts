import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import { tf } from '../../../src/engine/tf.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import { centralDifferences, normalTensor, relativeDifference, valuesOn } from '../numbers.ts';

type Padding =
  'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];
type Case = {
  x: [number, number, number, number];
  filter: [number, number, number, number];
  strides: [number, number];
  pad: Padding;
};

const cases: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 4 }),
    kernelHeight: fc.integer({ min: 1, max: 5 }),
    kernelWidth: fc.integer({ min: 1, max: 5 }),
    moreHeight: fc.integer({ min: 0, max: 8 }),
    moreWidth: fc.integer({ min: 0, max: 8 }),
    inChannels: fc.integer({ min: 1, max: 5 }),
    outChannels: fc.integer({ min: 1, max: 9 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom('same' as const, 'valid' as const, 'pixel' as const),
  })
  .map((c) => ({
    x: [c.batch, c.kernelHeight + c.moreHeight, c.kernelWidth + c.moreWidth, c.inChannels],
    filter: [c.kernelHeight, c.kernelWidth, c.inChannels, c.outChannels],
    strides: c.strides,
    pad:
      c.pad === 'pixel'
        ? [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ]
        : c.pad,
  }));

const outputShape = ({ x, filter, strides, pad }: Case) =>
  tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad).outShape;

/** dx and the filter's gradient, for a dy of random numbers. */
const gradients = (c: Case) => (): Tensor[] => {
  const dy = normalTensor<Tensor4D>(outputShape(c), 3);
  const convolve = (x: Tensor, filter: Tensor) =>
    tf.conv2d(x as Tensor4D, filter as Tensor4D, c.strides, c.pad);
  return tf.grads(convolve)([normalTensor(c.x, 1), normalTensor(c.filter, 2)], dy);
};

beforeAll(async () => {
  await wasm.prepare();
  await cpu.prepare();
});

test('both gradients of a convolution equal those of the reference', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (c) => {
      const expected = await valuesOn(cpu, gradients(c));
      const found = await valuesOn(wasm, gradients(c));
      expect(relativeDifference(found[0], expected[0])).toBeLessThan(1e-5);
      expect(relativeDifference(found[1], expected[1])).toBeLessThan(1e-5);
    }),
    { numRuns: 150 },
  );
});

test('both gradients of a convolution equal central finite differences', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (c) => {
      const [dx, dFilter] = await valuesOn(wasm, gradients(c));
      await cpu.prepare();
      // A convolution is linear in either argument, so a step of 1 is exact but for rounding.
      const numeric = (argument: 0 | 1) => {
        const shapes = [c.x, c.filter];
        const at = normalTensor(shapes[argument], argument + 1);
        const values = at.dataSync<'float32'>();
        at.dispose();
        return centralDifferences(
          (moved) =>
            tf.tidy(() => {
              const [x, filter] = shapes.map((shape, i) =>
                i === argument ? tf.tensor4d(moved, shape) : normalTensor<Tensor4D>(shape, i + 1),
              );
              const y = tf.conv2d(x, filter, c.strides, c.pad);
              return tf.sum(tf.mul(y, normalTensor(outputShape(c), 3))).dataSync()[0];
            }),
          values,
          1,
        );
      };
      expect(relativeDifference(dx, numeric(0))).toBeLessThan(1e-3);
      expect(relativeDifference(dFilter, numeric(1))).toBeLessThan(1e-3);
    }),
    { numRuns: 8 },
  );
});

const models: [string, Case][] = [
  ['the stem', { x: [3, 13, 11, 1], filter: [3, 3, 1, 8], strides: [1, 1], pad: 'same' }],
  ['a stage', { x: [5, 9, 9, 16], filter: [3, 3, 16, 16], strides: [1, 1], pad: 'same' }],
  ['a stage transition', { x: [5, 9, 9, 8], filter: [3, 3, 8, 16], strides: [2, 2], pad: 'same' }],
  ['a shortcut', { x: [5, 9, 9, 8], filter: [1, 1, 8, 16], strides: [2, 2], pad: 'valid' }],
];

test.each(models)('the gradients of %s leave no tensor and no data behind', async (_, c) => {
  await valuesOn(wasm, gradients(c));
  const before = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
  for (let i = 0; i < 10; i++) await valuesOn(wasm, gradients(c));
  expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(before);
});
