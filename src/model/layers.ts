import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import {
  batchNormTrain,
  convBatchNormEvaluate,
  type ConvolutionPadding,
} from '../engine/ops/batch-norm.ts';
import { tf } from '../engine/tf.ts';
import type { Layers } from './model.ts';

const EPSILON = 1e-5;

/** One pixel all round, also where the stride is 2, so that a shortcut's pixels are the centres. */
const PADDING: ConvolutionPadding = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

/** Tensors by the names of weights.ts. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

const named = <T extends Tensor>(tensors: NamedTensors, name: string) => tensors.get(name) as T;

/**
 * Layers that normalise by the batch's own statistics and report them, by the names of the running
 * statistics: the mean, and the variance without bias, as PyTorch keeps it.
 */
export function trainingLayers(
  weights: NamedTensors,
  report: (name: string, value: Tensor1D) => void,
): Layers {
  return {
    convolve(x, { name, stride }, options) {
      const filter: Tensor4D = named(weights, `${name}.filter`);
      const convolved = tf.conv2d(x, filter, stride, PADDING);
      const scale: Tensor1D = named(weights, `${name}.scale`);
      const offset: Tensor1D = named(weights, `${name}.offset`);
      const { y, mean, variance } = batchNormTrain(convolved, scale, offset, EPSILON, options);
      // tfjs would keep it to the end of the forward pass, and no gradient reads it.
      convolved.dispose();
      const [batch, height, width] = y.shape;
      const positions = batch * height * width;
      report(`${name}.mean`, mean);
      report(`${name}.variance`, tf.mul(variance, positions / Math.max(1, positions - 1)));
      return y;
    },
    classify: classifier(weights),
  };
}

/** Layers that normalise by running statistics. */
export function evaluationLayers(weights: NamedTensors, statistics: NamedTensors): Layers {
  return {
    convolve(x, { name, stride }, options) {
      const norm = {
        scale: named<Tensor1D>(weights, `${name}.scale`),
        offset: named<Tensor1D>(weights, `${name}.offset`),
        mean: named<Tensor1D>(statistics, `${name}.mean`),
        variance: named<Tensor1D>(statistics, `${name}.variance`),
      };
      const filter: Tensor4D = named(weights, `${name}.filter`);
      return convBatchNormEvaluate(x, filter, stride, PADDING, norm, EPSILON, options);
    },
    classify: classifier(weights),
  };
}

const classifier = (weights: NamedTensors) => (features: Tensor2D) =>
  tf.add<Tensor2D>(
    tf.matMul(features, named<Tensor2D>(weights, 'dense.kernel')),
    named<Tensor1D>(weights, 'dense.bias'),
  );
