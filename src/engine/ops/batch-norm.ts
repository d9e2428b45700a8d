import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { acrossRow, asRows, channelMean } from './channels.ts';

/**
 * Batch normalisation in training, with a ReLU after it if asked:
 * y = [ReLU](scale · (x - mean) / sqrt(variance + epsilon) + offset), with the batch's own mean and
 * (biased) variance of each channel over N, H and W (Ioffe and Szegedy 2015).
 * x and y are [N, H, W, C]; the others [C]. Mean and variance carry no gradient.
 */
export function batchNormTrain(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
  { relu }: { relu: boolean },
): { y: Tensor4D; mean: Tensor1D; variance: Tensor1D } {
  const width = x.shape[2];
  const { mean, variance, centred, inverseDeviation } = tf.tidy(() => {
    const mean = channelMean(x);
    const rows = tf.sub(asRows(x), acrossRow(mean, width));
    const centred: Tensor4D = tf.reshape(rows, x.shape);
    const variance = channelMean(tf.square(centred));
    return { mean, variance, centred, inverseDeviation: tf.rsqrt(tf.add(variance, epsilon)) };
  });

  // The statistics come from outside, as constants: the gradient below accounts for them.
  const normalise = tf.customGrad((...args: unknown[]) => {
    const [, scale, offset, save] = args as [
      Tensor4D,
      Tensor1D,
      Tensor1D,
      (tensors: Tensor[]) => void,
    ];
    const factor: Tensor1D = tf.mul(scale, inverseDeviation);
    const rows = tf.add(
      tf.mul(asRows(centred), acrossRow(factor, width)),
      acrossRow(offset, width),
    );
    const value: Tensor4D = tf.reshape(relu ? tf.relu(rows) : rows, x.shape);
    save([value, centred, inverseDeviation, factor]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [value, centred, inverseDeviation, factor] = saved as [
        Tensor4D,
        Tensor4D,
        Tensor1D,
        Tensor1D,
      ];
      const dz = (relu ? tf.mul(dy, tf.step(value)) : dy) as Tensor4D;
      const meanDz = channelMean(dz);
      const meanDzCentred = channelMean(tf.mul(dz, centred));
      // dx = factor · (dz - mean(dz) - centred · mean(dz · centred) / (variance + epsilon))
      const pull: Tensor1D = tf.mul(meanDzCentred, tf.square(inverseDeviation));
      const along = tf.mul(asRows(dz), acrossRow(factor, width));
      const across = tf.mul(asRows(centred), acrossRow(tf.mul(factor, pull), width));
      const level = acrossRow(tf.mul(factor, meanDz), width);
      const [batch, height] = x.shape;
      const positions = batch * height * width;
      return [
        tf.reshape(tf.sub(tf.sub(along, across), level), x.shape),
        tf.mul(tf.mul(meanDzCentred, inverseDeviation), positions),
        tf.mul(meanDz, positions),
      ];
    };
    return { value, gradFunc };
  });
  return { y: normalise(x, scale, offset), mean, variance };
}

/**
 * A convolution without bias, batch normalisation by running statistics, and a ReLU if asked, for
 * evaluation: the normalisation goes into the filter and a bias, so that it costs nothing.
 * x is [N, H, W, C], the filter [h, w, C, D], the rest [D].
 */
export function convBatchNormEvaluate(
  x: Tensor4D,
  filter: Tensor4D,
  stride: number,
  pad: ConvolutionPadding,
  norm: { scale: Tensor1D; offset: Tensor1D; mean: Tensor1D; variance: Tensor1D },
  epsilon: number,
  { relu }: { relu: boolean },
): Tensor4D {
  const factor = tf.mul(norm.scale, tf.rsqrt(tf.add(norm.variance, epsilon)));
  return tf.fused.conv2d({
    x,
    filter: tf.mul(filter, factor),
    strides: stride,
    pad,
    bias: tf.sub(norm.offset, tf.mul(norm.mean, factor)),
    activation: relu ? 'relu' : 'linear',
  });
}

/** Lines and columns of zeros around an image: before and after its height, and its width. */
export type ConvolutionPadding = [[0, 0], [number, number], [number, number], [0, 0]];
