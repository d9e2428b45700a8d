import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import {
  batchNormEvaluate,
  batchNormTrain,
  foldBatchNorm,
  type NormStatistics,
} from '../engine/ops/batch-norm.ts';
import {
  convolve,
  convolveEvaluate,
  NO_PADDING,
  type ConvolutionPadding,
} from '../engine/ops/convolution.ts';
import { tf } from '../engine/tf.ts';
import type { ConvolutionLayer, Layers } from './model.ts';

const EPSILON = 1e-5;

/** One pixel all round, also where the stride is 2, so that a shortcut's pixels are the centres. */
const ONE_PIXEL: ConvolutionPadding = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

const paddingOf = ({ filterSize }: ConvolutionLayer) => (filterSize === 3 ? ONE_PIXEL : NO_PADDING);

/** Tensors by the names of weights.ts. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

const named = <T extends Tensor>(tensors: NamedTensors, name: string) => tensors.get(name) as T;

type NormOptions = { relu: boolean; add?: Tensor4D };

/** Layers with gradients, given how they normalise. */
function differentiableLayers(
  weights: NamedTensors,
  normalise: (x: Tensor4D, name: string, options: NormOptions) => Tensor4D,
): Layers {
  const plain = (x: Tensor4D, layer: ConvolutionLayer) =>
    convolve(x, named(weights, `${layer.name}.filter`), layer.stride, paddingOf(layer));
  return {
    convolve: plain,
    convolveNormalise(x, layer, options) {
      const convolved = plain(x, layer);
      const y = normalise(convolved, layer.name, options);
      // tfjs would keep it to the end of the forward pass, and the gradients have their own name for it.
      convolved.dispose();
      return y;
    },
    normaliseRelu: (x, { name }) => normalise(x, name, { relu: true }),
    classify: classifier(weights),
  };
}

/**
 * Layers that normalise by the batch's own statistics and report them, by the names of the running
 * statistics, with the positions that they are over: the mean, and the variance without a correction
 * for their number.
 */
export function trainingLayers(
  weights: NamedTensors,
  report: (name: string, value: Tensor1D, positions: number) => void,
): Layers {
  return differentiableLayers(weights, (x, name, { relu, add }) => {
    const scale: Tensor1D = named(weights, `${name}.scale`);
    const offset: Tensor1D = named(weights, `${name}.offset`);
    const inputs = { x, scale, offset, ...(add ? { add } : {}) };
    const { y, mean, variance } = batchNormTrain(inputs, EPSILON, { relu });
    const positions = x.size / scale.size;
    report(`${name}.mean`, mean, positions);
    report(`${name}.variance`, variance, positions);
    return y;
  });
}

const runningStatistics =
  (weights: NamedTensors, statistics: NamedTensors) =>
  (name: string): NormStatistics => ({
    scale: named(weights, `${name}.scale`),
    offset: named(weights, `${name}.offset`),
    mean: named(statistics, `${name}.mean`),
    variance: named(statistics, `${name}.variance`),
  });

/** Layers that normalise by running statistics, with a gradient of every weight. */
export function frozenLayers(weights: NamedTensors, statistics: NamedTensors): Layers {
  const statisticsOf = runningStatistics(weights, statistics);
  return differentiableLayers(weights, (x, name, options) =>
    batchNormEvaluate(x, statisticsOf(name), EPSILON, options),
  );
}

/**
 * The same without gradients, and faster. `folded` keeps filters with the normalisation in
 * them from call to call, as long as weights and statistics stay what they are.
 */
export function evaluationLayers(
  weights: NamedTensors,
  statistics: NamedTensors,
  folded: Map<string, { filter: Tensor4D; bias: Tensor1D }>,
): Layers {
  const statisticsOf = runningStatistics(weights, statistics);
  const filterOf = ({ name }: ConvolutionLayer): Tensor4D => named(weights, `${name}.filter`);
  const foldedOf = (layer: ConvolutionLayer) => {
    const known = folded.get(layer.name);
    if (known) return known;
    const made = foldBatchNorm(filterOf(layer), statisticsOf(layer.name), EPSILON);
    folded.set(layer.name, { filter: tf.keep(made.filter), bias: tf.keep(made.bias) });
    return made;
  };
  return {
    convolve: (x, layer) =>
      convolveEvaluate({ x, filter: filterOf(layer) }, layer.stride, paddingOf(layer), {
        relu: false,
      }),
    convolveNormalise: (x, layer, { relu, add }) =>
      convolveEvaluate(
        { x, ...foldedOf(layer), ...(add ? { add } : {}) },
        layer.stride,
        paddingOf(layer),
        { relu },
      ),
    normaliseRelu: (x, { name }) =>
      batchNormEvaluate(x, statisticsOf(name), EPSILON, { relu: true }),
    classify: classifier(weights),
  };
}

/** The same layers, with which a model's result is what the last one would be given: [N, features]. */
export const withoutClassifier = (layers: Layers): Layers => ({
  ...layers,
  classify: (features) => features,
});

const classifier = (weights: NamedTensors) => (features: Tensor2D) =>
  tf.add<Tensor2D>(
    tf.matMul(features, named<Tensor2D>(weights, 'dense.kernel')),
    named<Tensor1D>(weights, 'dense.bias'),
  );
