import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/**
 * The mean of every channel: [N, H, W, C] -> [C]. Pooling reduces over a sample's positions many
 * times faster than a sum over axes, which transposes first on the wasm engine.
 */
export function channelMean(x: Tensor4D): Tensor1D {
  const [, height, width] = x.shape;
  // XNNPACK, below the wasm engine, refuses to pool over one element.
  const pooled = height * width === 1 ? x : tf.avgPool(x, [height, width], 1, 'valid');
  return tf.mean(tf.squeeze<Tensor2D>(pooled, [1, 2]), 0);
}

/**
 * A row of pixels as one line: [N, H, W, C] -> [N·H, W·C]. Arithmetic with one value a channel is
 * three times as fast on such lines, with `acrossRow` of the values, as on single pixels.
 */
export function asRows(x: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  return tf.reshape(x, [batch * height, width * channels]);
}

/**
 * One value a channel, repeated for every pixel of a row: [C] -> [W·C]. By adding to zeros, because
 * tiling is slow on the wasm engine.
 */
export const acrossRow = (values: Tensor1D, width: number): Tensor1D =>
  tf.reshape(tf.add(tf.zeros([width, values.size]), values), [width * values.size]);
