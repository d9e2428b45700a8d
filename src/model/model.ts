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

/** A convolution without bias, 3x3, padded by one pixel all round, with batch normalisation after it. */
export type ConvolutionLayer = {
  name: string;
  inChannels: number;
  outChannels: number;
  stride: number;
  /** Of its output, in pixels. */
  outHeight: number;
  outWidth: number;
};

/** How a model's layers are carried out: there is one way for training and one for evaluation. */
export type Layers = {
  /** Convolution, batch normalisation and, if asked, ReLU. */
  convolve(x: Tensor4D, layer: ConvolutionLayer, options: { relu: boolean }): Tensor4D;
  /** The last layer: [N, features] -> [N, classes]. */
  classify(features: Tensor2D): Tensor2D;
};

/** An architecture, written once for every engine; it holds no tensors. */
export type Model = {
  convolutions: readonly ConvolutionLayer[];
  /** Channels that reach the last, dense layer. */
  features: number;
  classes: number;
  /** [N, height, width, channels] -> logits [N, classes]. */
  forward(pixels: Tensor4D, layers: Layers): Tensor2D;
};
