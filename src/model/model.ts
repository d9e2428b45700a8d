import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** What a model is built for. */
export type ModelShape = {
  /** Channels of the first stage. */
  width: number;
  imageHeight: number;
  imageWidth: number;
  channels: number;
  classes: number;
};

/** A convolution without bias; a filter of 3x3 is padded by one pixel all round, one of 1x1 not. */
export type ConvolutionLayer = {
  name: string;
  /** Height and width of the filter. */
  filterSize: 1 | 3;
  inChannels: number;
  outChannels: number;
  stride: number;
  /** Of its output, in pixels. */
  outHeight: number;
  outWidth: number;
  /** Whether batch normalisation follows at once. */
  normalised: boolean;
};

/** A batch normalisation on its own. */
export type NormLayer = { name: string; channels: number };

export const isConvolution = (layer: ConvolutionLayer | NormLayer): layer is ConvolutionLayer =>
  'filterSize' in layer;

/** How a model's layers are carried out: there is one way for training and one for evaluation. */
export type Layers = {
  /** [ReLU](normalised convolution [+ add]); the sum is after the normalisation. */
  convolveNormalise(
    x: Tensor4D,
    layer: ConvolutionLayer,
    options: { relu: boolean; add?: Tensor4D },
  ): Tensor4D;
  convolve(x: Tensor4D, layer: ConvolutionLayer): Tensor4D;
  /** Batch normalisation and ReLU. */
  normaliseRelu(x: Tensor4D, layer: NormLayer): Tensor4D;
  /** The last layer: [N, features] -> [N, classes]. */
  classify(features: Tensor2D): Tensor2D;
};

/** An architecture, written once for every engine; it holds no tensors. */
export type Model = {
  /** What has weights, in the order of the forward pass, but for the last, dense layer. */
  layers: readonly (ConvolutionLayer | NormLayer)[];
  /** Channels that reach the last, dense layer. */
  features: number;
  classes: number;
  /** [N, height, width, channels] -> logits [N, classes]. */
  forward(pixels: Tensor4D, layers: Layers): Tensor2D;
};
