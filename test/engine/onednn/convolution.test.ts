import type { Rank, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fallbacks } from '../../../src/engine/onednn/fallback.ts';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { convolveEvaluate, type ConvolutionPadding } from '../../../src/engine/ops/convolution.ts';
import { tf } from '../../../src/engine/tf.ts';
import {
  convolutionCases,
  convolutionGradients,
  convolved,
  dilated,
  eachProduct,
  isSmall,
  naiveConvolution,
  numericGradients,
  outputShape,
  type ConvolutionCase,
} from '../convolutions.ts';
import { normals, normalTensor, relativeDifference, valuesOn } from '../numbers.ts';
import { describeOnednn } from '../usable.ts';
import { expectAgreement, onednnBackend } from './agreement.ts';

/** Most of them around the edges of vectors of 16 floats. */
const channels = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.constantFrom(1, 3, 15, 16, 17, 31, 32, 33),
);
const cases = convolutionCases({
  batch: fc.integer({ min: 1, max: 5 }),
  inChannels: channels,
  outChannels: channels,
});
const smallCases = convolutionCases({
  batch: fc.integer({ min: 1, max: 2 }),
  inChannels: fc.integer({ min: 1, max: 4 }),
  outChannels: fc.constantFrom(1, 3, 17),
}).filter(isSmall);
const dilations = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));

const size = (shape: number[]) => tf.util.sizeFromShape(shape);

/** Both gradients in float64, for the numbers of `convolutionGradients`. */
function naiveGradients(c: ConvolutionCase) {
  const [x, filter, dy] = [c.x, c.filter, outputShape(c)].map((shape, i) =>
    normals(size(shape), i + 1),
  );
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  eachProduct(c, (xAt, filterAt, yAt) => {
    dx[xAt] += dy[yAt] * filter[filterAt];
    dFilter[filterAt] += dy[yAt] * x[xAt];
  });
  return { dx, dFilter };
}

/** The kernels of the gradients as they are, because tf.grads refuses dilations. */
const kernelGradients = (c: ConvolutionCase) => (): Tensor[] => {
  const attributes = {
    ...{ strides: c.strides, pad: c.pad as never, dilations: c.dilations },
    ...{ dataFormat: 'NHWC', inputShape: c.x, filterShape: c.filter },
  };
  const [x, filter, dy] = [c.x, c.filter, outputShape(c)].map((shape, i) =>
    normalTensor(shape, i + 1),
  );
  return [
    tf.engine().runKernel(tf.Conv2DBackpropInput, { dy, filter }, attributes),
    tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attributes),
  ];
};

describeOnednn('a convolution on the engine onednn', () => {
  test('gives what the reference gives, forward and backward', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        await expectAgreement(convolved(c));
        await expectAgreement(convolutionGradients(c));
      }),
      { numRuns: 60 },
    );
  });

  test('gives what the reference gives over a filter with gaps', async () => {
    await fc.assert(
      fc.asyncProperty(cases, dilations, async (c, gaps) => {
        await expectAgreement(convolved(dilated(c, gaps)));
      }),
      { numRuns: 30 },
    );
  });

  test('follows its formula in float64, its gradients too, also over a filter with gaps', async () => {
    await fc.assert(
      fc.asyncProperty(smallCases, fc.option(dilations), async (straight, gaps) => {
        const c = gaps ? dilated(straight, gaps) : straight;
        const [y] = await valuesOn(onednn, convolved(c));
        const [dx, dFilter] = await valuesOn(onednn, kernelGradients(c));
        const [x, filter] = [normals(size(c.x), 1), normals(size(c.filter), 2)];
        const expected = naiveGradients(c);
        expect(relativeDifference(y, naiveConvolution(c, x, filter))).toBeLessThan(1e-5);
        expect(relativeDifference(dx, expected.dx)).toBeLessThan(1e-5);
        expect(relativeDifference(dFilter, expected.dFilter)).toBeLessThan(1e-5);
      }),
      { numRuns: 40 },
    );
  });

  test('has the gradients of central finite differences', async () => {
    await fc.assert(
      fc.asyncProperty(smallCases, async (c) => {
        const [dx, dFilter] = await valuesOn(onednn, convolutionGradients(c));
        const [ofX, ofFilter] = numericGradients(c);
        expect(relativeDifference(dx, ofX)).toBeLessThan(1e-5);
        expect(relativeDifference(dFilter, ofFilter)).toBeLessThan(1e-5);
      }),
      { numRuns: 15 },
    );
  });

  test('is native for all of these', async () => {
    fallbacks.clear();
    await fc.assert(
      fc.asyncProperty(cases, dilations, async (c, gaps) => {
        await valuesOn(onednn, convolved(dilated(c, gaps)));
        await valuesOn(onednn, kernelGradients(c));
      }),
      { numRuns: 20 },
    );
    expect([...fallbacks.keys()].filter((name) => name.includes('Conv'))).toEqual([]);
  });

  test('adds a bias and a sum and a ReLU as the reference does, with any of them for one shape', async () => {
    const pad: ConvolutionPadding = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    const batch = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(batch, channels, channels, async (n, c, d) => {
        await expectAgreement(() => {
          const x = normalTensor<Tensor4D>([n, 7, 5, c], 1);
          const filter = normalTensor<Tensor4D>([3, 3, c, d], 2);
          const biases = [{}, { bias: normalTensor<Tensor1D>([d], 3) }];
          const added = [{}, { add: normalTensor<Tensor4D>([n, 4, 3, d], 4) }];
          return [true, false].flatMap((relu) =>
            biases.flatMap((bias) =>
              added.map((add) =>
                convolveEvaluate({ x, filter, ...bias, ...add }, 2, pad, { relu }),
              ),
            ),
          );
        });
      }),
      { numRuns: 20 },
    );
  });

  test('sees the values that a filter has now, and not those that it had in another layout', async () => {
    const backend = await onednnBackend();
    const values = normals(9 * 16 * 32, 2);
    const [found, expected] = tf.tidy(() => {
      const x = normalTensor<Tensor4D>([1, 5, 5, 16], 1);
      const filter = tf.tensor4d(values, [3, 3, 16, 32]);
      const others = [tf.tensor(values), tf.zeros([values.length])];
      const [weight, gradient, velocity] = [filter, ...others].map((tensor) =>
        backend.tensorOf(tensor),
      );
      const layer = () => tf.conv2d(x, filter, 1, 'same').dataSync();
      const before = layer();
      backend.addon.write(
        weight,
        values.map((value) => 2 * value),
      );
      const written = layer();
      const step = [weight, gradient, velocity].map((tensor) => Int32Array.of(tensor));
      backend.addon.sgdUpdate(3, 0, 0, false, step[0], step[1], step[2]);
      const updated = layer();
      return [
        [...written, ...updated],
        [...before.map((value) => 2 * value), ...before.map((value) => -value)],
      ];
    });
    expect(relativeDifference(found, expected)).toBeLessThan(1e-6);
  });

  test('of integers, whose bits are no floats, is refused', async () => {
    await onednn.prepare();
    tf.tidy(() => {
      const x = tf.ones<Rank.R4>([1, 4, 4, 1], 'int32');
      expect(() => tf.conv2d(x, tf.ones<Rank.R4>([3, 3, 1, 1]), 1, 'same')).toThrow(/float32/);
    });
  });
});
