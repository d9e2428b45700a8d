import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { acrossRow, asRows, channelMean } from './channels.ts';
import { defineOperation } from './operation.ts';

type Attributes = { epsilon: number; relu: boolean };
/** `add`: whether there is something added, which then has a gradient as well. */
type TrainAttributes = Attributes & { add: boolean };

type TrainInputs = { x: Tensor4D; scale: Tensor1D; offset: Tensor1D; add?: Tensor4D };

const batchNorm = defineOperation({
  name: 'BatchNorm',
  compose: ({ x, scale, offset, add }: TrainInputs, { epsilon, relu }: TrainAttributes) => {
    const width = x.shape[2];
    const mean = channelMean(x);
    const centred = tf.sub(asRows(x), acrossRow(mean, width));
    const variance = channelMean(tf.reshape(tf.square(centred), x.shape));
    const factor: Tensor1D = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
    const normalised = tf.add(tf.mul(centred, acrossRow(factor, width)), acrossRow(offset, width));
    const sum = add ? tf.add(normalised, asRows(add)) : normalised;
    return [tf.reshape(relu ? tf.relu(sum) : sum, x.shape), mean, variance];
  },
  saveInputs: ['x', 'scale'],
  saveOutputs: [true, true, true],
  gradient: (dy, [x, scale, y, mean, variance], attributes) => {
    const [dx, dscale, doffset, dadd] = batchNormGradient(
      { dy, x, y, scale, mean, variance } as GradientInputs,
      { ...attributes, frozen: false },
    );
    tf.dispose([dy, x, y]);
    return { x: () => dx, scale: () => dscale, offset: () => doffset, add: () => dadd };
  },
});

type GradientInputs = {
  dy: Tensor4D;
  x: Tensor4D;
  y: Tensor4D;
  scale: Tensor1D;
  mean: Tensor1D;
  variance: Tensor1D;
};

/** `frozen`: mean and variance are running statistics, which do not move with x. */
type GradientAttributes = TrainAttributes & { frozen: boolean };

/** Of x, scale and offset, and of what was added. */
const batchNormGradient = defineOperation({
  name: 'BatchNormGradient',
  compose: (
    { dy, x, y, scale, mean, variance }: GradientInputs,
    { epsilon, relu, add, frozen }: GradientAttributes,
  ) => {
    const [batch, height, width] = x.shape;
    const positions = batch * height * width;
    const dz: Tensor4D = relu ? tf.mul(dy, tf.step(y)) : tf.clone(dy);
    const centred: Tensor4D = tf.reshape(tf.sub(asRows(x), acrossRow(mean, width)), x.shape);
    const inverseDeviation: Tensor1D = tf.rsqrt(tf.add(variance, epsilon));
    const factor: Tensor1D = tf.mul(scale, inverseDeviation);
    const meanDz = channelMean(dz);
    const meanDzCentred = channelMean(tf.mul(dz, centred));
    const along = tf.mul(asRows(dz), acrossRow(factor, width));
    // dx = factor · (dz - mean(dz) - centred · mean(dz · centred) / (variance + epsilon))
    const lessWhatMoves = () => {
      const pull: Tensor1D = tf.mul(meanDzCentred, tf.square(inverseDeviation));
      const across = tf.mul(asRows(centred), acrossRow(tf.mul(factor, pull), width));
      const level = acrossRow(tf.mul(factor, meanDz), width);
      return tf.sub(tf.sub(along, across), level);
    };
    return [
      tf.reshape(frozen ? along : lessWhatMoves(), x.shape),
      tf.mul(tf.mul(meanDzCentred, inverseDeviation), positions),
      tf.mul(meanDz, positions),
      ...(add ? [dz] : []),
    ];
  },
});

/**
 * Batch normalisation in training, with a sum and a ReLU after it if asked:
 * y = [ReLU](scale · (x - mean) / sqrt(variance + epsilon) + offset [+ add]), with the batch's own
 * mean and (biased) variance of each channel over N, H and W (Ioffe and Szegedy 2015).
 * x, y and `add` are [N, H, W, C]; the others [C]. Mean and variance carry no gradient.
 */
export function batchNormTrain(
  inputs: TrainInputs,
  epsilon: number,
  { relu }: { relu: boolean },
): { y: Tensor4D; mean: Tensor1D; variance: Tensor1D } {
  const attributes = { epsilon, relu, add: inputs.add !== undefined };
  const [y, mean, variance] = batchNorm(inputs, attributes) as [Tensor4D, Tensor1D, Tensor1D];
  return { y, mean, variance };
}

/** What batch normalisation has learned of every channel: [C] each. */
export type NormStatistics = {
  scale: Tensor1D;
  offset: Tensor1D;
  mean: Tensor1D;
  variance: Tensor1D;
};

type EvaluateInputs = NormStatistics & { x: Tensor4D; add?: Tensor4D };

const batchNormByStatistics = defineOperation({
  name: 'BatchNormEvaluate',
  compose: (
    { x, scale, offset, mean, variance, add }: EvaluateInputs,
    { epsilon, relu }: TrainAttributes,
  ) => {
    const factor: Tensor1D = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
    const y = tf.add(tf.mul(x, factor), tf.sub(offset, tf.mul(mean, factor)));
    const sum = add ? tf.add(y, add) : y;
    return [relu ? tf.relu(sum) : sum];
  },
  saveInputs: ['x', 'scale', 'mean', 'variance'],
  saveOutputs: [true],
  gradient: (dy, [x, scale, mean, variance, y], attributes) => {
    const [dx, dscale, doffset, dadd] = batchNormGradient(
      { dy, x, y, scale, mean, variance } as GradientInputs,
      { ...attributes, frozen: true },
    );
    return { x: () => dx, scale: () => dscale, offset: () => doffset, add: () => dadd };
  },
});

/**
 * [ReLU](batch normalisation [+ add]) by running statistics, which carry no gradient. x, the result
 * and `add` are [N, H, W, C].
 */
export function batchNormEvaluate(
  x: Tensor4D,
  statistics: NormStatistics,
  epsilon: number,
  { relu, add }: { relu: boolean; add?: Tensor4D },
): Tensor4D {
  const inputs = { x, ...statistics, ...(add ? { add } : {}) };
  const attributes = { epsilon, relu, add: add !== undefined };
  return batchNormByStatistics(inputs, attributes)[0] as Tensor4D;
}

const foldedBatchNorm = defineOperation({
  name: 'FoldBatchNorm',
  compose: (
    { filter, scale, offset, mean, variance }: NormStatistics & { filter: Tensor4D },
    { epsilon }: { epsilon: number },
  ): Tensor[] => {
    const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
    return [tf.mul(filter, factor), tf.sub(offset, tf.mul(mean, factor))];
  },
});

/**
 * A filter and a bias that do what the filter [h, w, C, D] and a batch normalisation by running
 * statistics after it do, so that the normalisation costs nothing.
 */
export function foldBatchNorm(
  filter: Tensor4D,
  statistics: NormStatistics,
  epsilon: number,
): { filter: Tensor4D; bias: Tensor1D } {
  const [folded, bias] = foldedBatchNorm({ filter, ...statistics }, { epsilon });
  return { filter: folded as Tensor4D, bias: bias as Tensor1D };
}
