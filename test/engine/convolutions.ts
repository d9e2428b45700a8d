/** Convolutions of random shapes, and their formulas in float64. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { tf } from '../../src/engine/tf.ts';
import { centralDifferences, normals, normalTensor } from './numbers.ts';

type Shape4D = [number, number, number, number];
type ExplicitPadding = [[0, 0], [number, number], [number, number], [0, 0]];

export type ConvolutionCase = {
  x: Shape4D;
  filter: Shape4D;
  strides: [number, number];
  pad: 'same' | 'valid' | ExplicitPadding;
  dilations: [number, number];
};

const ONE_PIXEL: ExplicitPadding = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

const upTo = (max: number, min = 1) => fc.integer({ min, max });

/** Cases without dilations; `channels` are of the input and of the result. */
export const convolutionCases = (sizes: {
  batch: fc.Arbitrary<number>;
  inChannels: fc.Arbitrary<number>;
  outChannels: fc.Arbitrary<number>;
}): fc.Arbitrary<ConvolutionCase> =>
  fc
    .record({
      ...sizes,
      kernelHeight: upTo(5),
      kernelWidth: upTo(5),
      moreHeight: upTo(8, 0),
      moreWidth: upTo(8, 0),
      strides: fc.tuple(upTo(3), upTo(3)),
      pad: fc.oneof(
        fc.constantFrom('same' as const, 'valid' as const, ONE_PIXEL),
        fc
          .tuple(fc.tuple(upTo(2, 0), upTo(2, 0)), fc.tuple(upTo(2, 0), upTo(2, 0)))
          .map(([height, width]): ExplicitPadding => [[0, 0], height, width, [0, 0]]),
      ),
    })
    .map((c) => ({
      x: [c.batch, c.kernelHeight + c.moreHeight, c.kernelWidth + c.moreWidth, c.inChannels],
      filter: [c.kernelHeight, c.kernelWidth, c.inChannels, c.outChannels],
      strides: c.strides,
      pad: c.pad,
      dilations: [1, 1],
    }));

/** The same with gaps in the filter; tfjs takes them only with a stride of 1. */
export const dilated = (c: ConvolutionCase, dilations: [number, number]): ConvolutionCase => {
  const [batch, height, width, channels] = c.x;
  const [kernelHeight, kernelWidth] = c.filter;
  const more = [(kernelHeight - 1) * (dilations[0] - 1), (kernelWidth - 1) * (dilations[1] - 1)];
  const x: Shape4D = [batch, height + more[0], width + more[1], channels];
  return { ...c, x, strides: [1, 1], dilations };
};

export const outputShape = ({ x, filter, strides, pad, dilations }: ConvolutionCase) =>
  tf.backend_util.computeConv2DInfo(x, filter, strides, dilations, pad).outShape;

/** The convolution of random numbers. */
export const convolved = (c: ConvolutionCase) => (): Tensor[] => [
  tf.conv2d(
    normalTensor<Tensor4D>(c.x, 1),
    normalTensor<Tensor4D>(c.filter, 2),
    c.strides,
    c.pad,
    'NHWC',
    c.dilations,
  ),
];

/** dx and the filter's gradient, for a dy of random numbers. */
export const convolutionGradients = (c: ConvolutionCase) => (): Tensor[] => {
  const dy = normalTensor<Tensor4D>(outputShape(c), 3);
  const convolve = (x: Tensor, filter: Tensor) =>
    tf.conv2d(x as Tensor4D, filter as Tensor4D, c.strides, c.pad);
  return tf.grads(convolve)([normalTensor(c.x, 1), normalTensor(c.filter, 2)], dy);
};

/** What a convolution multiplies: visit(index in x, index in the filter, index in the result). */
export function eachProduct(
  c: ConvolutionCase,
  visit: (x: number, filter: number, y: number) => void,
): void {
  const conv = tf.backend_util.computeConv2DInfo(c.x, c.filter, c.strides, c.dilations, c.pad);
  const { top, left } = conv.padInfo;
  const [batch, height, width, channels] = c.x;
  const [kernelHeight, kernelWidth, , outChannels] = c.filter;
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < conv.outHeight; i++)
      for (let j = 0; j < conv.outWidth; j++)
        for (let p = 0; p < kernelHeight; p++)
          for (let q = 0; q < kernelWidth; q++) {
            const row = i * c.strides[0] + p * c.dilations[0] - top;
            const column = j * c.strides[1] + q * c.dilations[1] - left;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            for (let k = 0; k < channels; k++)
              for (let d = 0; d < outChannels; d++)
                visit(
                  ((n * height + row) * width + column) * channels + k,
                  ((p * kernelWidth + q) * channels + k) * outChannels + d,
                  ((n * conv.outHeight + i) * conv.outWidth + j) * outChannels + d,
                );
          }
}

/** The convolution in float64. */
export function naiveConvolution(
  c: ConvolutionCase,
  x: ArrayLike<number>,
  filter: ArrayLike<number>,
): Float64Array {
  const y = new Float64Array(tf.util.sizeFromShape(outputShape(c)));
  eachProduct(c, (xAt, filterAt, yAt) => (y[yAt] += x[xAt] * filter[filterAt]));
  return y;
}

/** Whether finite differences over both arguments take no longer than a blink. */
export const isSmall = (c: ConvolutionCase): boolean => {
  const size = tf.util.sizeFromShape;
  const products = size(outputShape(c)) * c.filter[0] * c.filter[1] * c.filter[2];
  return products * (size(c.x) + size(c.filter)) < 10_000_000;
};

/** The gradients of the sum of y · dy by central differences, for the numbers of `convolutionGradients`. */
export function numericGradients(c: ConvolutionCase): [Float32Array, Float32Array] {
  const [x, filter, dy] = [c.x, c.filter, outputShape(c)].map((shape, i) =>
    normals(tf.util.sizeFromShape(shape), i + 1),
  );
  const along = (y: Float64Array) => y.reduce((sum, value, i) => sum + value * dy[i], 0);
  // A convolution is linear in either argument, so a step of 1 is exact but for rounding.
  return [
    centralDifferences((moved) => along(naiveConvolution(c, moved, filter)), x, 1),
    centralDifferences((moved) => along(naiveConvolution(c, x, moved)), filter, 1),
  ];
}
