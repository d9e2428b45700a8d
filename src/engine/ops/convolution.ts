import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { defineOperation } from './operation.ts';

/** Lines and columns of zeros around an image: before and after its height, and its width. */
export type ConvolutionPadding = [[0, 0], [number, number], [number, number], [0, 0]];

export const NO_PADDING: ConvolutionPadding = [
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
];

/** As the kernels of tfjs's own convolutions name them. */
export type ConvolutionAttributes = {
  strides: number;
  pad: ConvolutionPadding;
  dataFormat: 'NHWC';
  dilations: 1;
};

const attributesOf = (stride: number, pad: ConvolutionPadding): ConvolutionAttributes => ({
  strides: stride,
  pad,
  dataFormat: 'NHWC',
  dilations: 1,
});

const convolution = defineOperation({
  name: 'Convolution',
  compose: (
    { x, filter }: { filter: Tensor4D; x: Tensor4D },
    attributes: ConvolutionAttributes,
  ) => [tf.conv2d(x, filter, attributes.strides, attributes.pad)],
  saveInputs: ['filter', 'x'],
  gradient: (dy, [filter, x], attributes) => ({
    filter: () =>
      tf
        .engine()
        .runKernel<Tensor>(
          tf.Conv2DBackpropFilter,
          { x, dy },
          { ...attributes, filterShape: filter.shape },
        ),
    x: () => {
      const dx = tf
        .engine()
        .runKernel<Tensor>(
          tf.Conv2DBackpropInput,
          { dy, filter },
          { ...attributes, inputShape: x.shape },
        );
      tf.dispose([dy, x]);
      return dx;
    },
  }),
});

/** A convolution without bias, for training. x is [N, H, W, C], the filter [h, w, C, D]. */
export const convolve = (
  x: Tensor4D,
  filter: Tensor4D,
  stride: number,
  pad: ConvolutionPadding,
): Tensor4D => convolution({ filter, x }, attributesOf(stride, pad))[0] as Tensor4D;

type EvaluationInputs = { x: Tensor4D; filter: Tensor4D; bias?: Tensor1D; add?: Tensor4D };

const convolutionEvaluate = defineOperation({
  name: 'ConvolutionEvaluate',
  compose: (
    { x, filter, bias, add }: EvaluationInputs,
    { strides, pad, relu }: ConvolutionAttributes & { relu: boolean },
  ) => {
    const convolved = tf.fused.conv2d({
      x,
      filter,
      strides,
      pad,
      ...(bias ? { bias } : {}),
      activation: relu && !add ? 'relu' : 'linear',
    });
    if (!add) return [convolved];
    const sum = tf.add(convolved, add);
    return [relu ? tf.relu(sum) : sum];
  },
});

/** [ReLU](convolution [+ bias] [+ add]), without a gradient. The bias is [D], `add` like the result. */
export const convolveEvaluate = (
  inputs: EvaluationInputs,
  stride: number,
  pad: ConvolutionPadding,
  { relu }: { relu: boolean },
): Tensor4D => convolutionEvaluate(inputs, { ...attributesOf(stride, pad), relu })[0] as Tensor4D;
