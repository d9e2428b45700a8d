/**
 * How a trained model sees samples: the norms that Paul et al. 2021 rank them by, and the gradient
 * of its last layer. All of it is in evaluation mode, because a sample's gradient must not depend on
 * its batch.
 */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '../engine/ops/softmax-cross-entropy.ts';
import { tf } from '../engine/tf.ts';
import { frozenLayers, withoutClassifier, type NamedTensors } from '../model/layers.ts';
import type { Layers, Model } from '../model/model.ts';
import type { Batch } from './data-source.ts';
import type { ScoreKind } from './learner.ts';

/** A model with what it evaluates by. */
type Evaluated = {
  model: Model;
  /** In the order of `weightsOf`. */
  weights: Tensor[];
  named(weights: Tensor[]): NamedTensors;
  statistics: NamedTensors;
  /** Without gradients. */
  layers: Layers;
  tensorsOf(batch: Batch): { pixels: Tensor4D; labels: Tensor1D };
};

/** The weights of a model end with the kernel and the bias of its last layer. */
const LAST_LAYER_WEIGHTS = 2;

/** One score for each sample. */
export async function scoresOf(
  evaluated: Evaluated,
  batch: Batch,
  kind: ScoreKind,
): Promise<Float32Array> {
  if (kind === 'grand-full') return gradientNorms(evaluated, batch);
  const [logits, embeddings] = await valuesOf(() => {
    const embeddings = embed(evaluated, evaluated.tensorsOf(batch).pixels);
    return [evaluated.layers.classify(embeddings), embeddings];
  });
  const rowOf = (values: Float32Array, i: number) => {
    const length = values.length / batch.labels.length;
    return values.subarray(i * length, (i + 1) * length);
  };
  return Float32Array.from(batch.labels, (label, i) => {
    const error = errorNorm(rowOf(logits, i), label);
    // The kernel's gradient is the error times the embedding, the bias's the error itself.
    return kind === 'el2n' ? error : error * Math.sqrt(sumOfSquares(rowOf(embeddings, i)) + 1);
  });
}

/** The norm of every weight's gradient of each sample's loss. */
async function gradientNorms(evaluated: Evaluated, batch: Batch): Promise<Float32Array> {
  const { model, weights, named, statistics, tensorsOf } = evaluated;
  const norms: number[] = [];
  for (const sample of alone(batch)) {
    const gradients = await valuesOf(() => {
      const { pixels, labels } = tensorsOf(sample);
      return tf.grads((...tensors: Tensor[]) => {
        const logits = model.forward(pixels, frozenLayers(named(tensors), statistics));
        return softmaxCrossEntropy(logits, labels).meanLoss;
      })(weights);
    });
    norms.push(Math.sqrt(gradients.reduce((sum, gradient) => sum + sumOfSquares(gradient), 0)));
  }
  return Float32Array.from(norms);
}

/** Of the batch's mean loss: kernel [features, classes], row by row, then bias [classes]. */
export async function lastLayerGradientOf(
  evaluated: Evaluated,
  batch: Batch,
): Promise<Float32Array> {
  const { weights, named, statistics, tensorsOf } = evaluated;
  const [kernel, bias] = await valuesOf(() => {
    const { pixels, labels } = tensorsOf(batch);
    const embeddings = embed(evaluated, pixels);
    const others = weights.slice(0, -LAST_LAYER_WEIGHTS);
    return tf.grads((...last: Tensor[]) => {
      const { classify } = frozenLayers(named([...others, ...last]), statistics);
      return softmaxCrossEntropy(classify(embeddings), labels).meanLoss;
    })(weights.slice(-LAST_LAYER_WEIGHTS));
  });
  const gradient = new Float32Array(kernel.length + bias.length);
  gradient.set(kernel);
  gradient.set(bias, kernel.length);
  return gradient;
}

/** What the last layer is given: [N, features], row by row. */
export async function featuresOf(evaluated: Evaluated, batch: Batch): Promise<Float32Array> {
  const [features] = await valuesOf(() => [embed(evaluated, evaluated.tensorsOf(batch).pixels)]);
  return features;
}

/** [N, classes], row by row. */
export async function logitsOf(evaluated: Evaluated, batch: Batch): Promise<Float32Array> {
  const { model, layers, tensorsOf } = evaluated;
  const [logits] = await valuesOf(() => [model.forward(tensorsOf(batch).pixels, layers)]);
  return logits;
}

/** What the last layer is given: [N, features]. */
const embed = ({ model, layers }: Evaluated, pixels: Tensor4D) =>
  model.forward(pixels, withoutClassifier(layers));

/** The norm of softmax - one-hot, which is the gradient of the loss by the logits. */
function errorNorm(logits: Float32Array, label: number): number {
  const largest = Math.max(...logits);
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = exponentials.reduce((sum, exponential) => sum + exponential, 0);
  const others = exponentials.map((exponential, c) => (c === label ? 0 : exponential / total));
  // What the label lacks to 1 is the sum of the others, which keeps its digits where it is small.
  const lacking = others.reduce((sum, probability) => sum + probability, 0);
  return Math.sqrt(lacking ** 2 + sumOfSquares(others));
}

function sumOfSquares(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return sum;
}

/** The samples of a batch as batches of one. */
function* alone({ samples, pixels, labels }: Batch): Generator<Batch> {
  const size = pixels.length / labels.length;
  for (let i = 0; i < labels.length; i++) {
    yield {
      samples: samples.subarray(i, i + 1),
      pixels: pixels.subarray(i * size, (i + 1) * size),
      labels: labels.subarray(i, i + 1),
    };
  }
}

/** The values of some tensors; nothing of what they come from stays. */
async function valuesOf(compute: () => Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(compute);
  const values: Float32Array[] = [];
  for (const tensor of tensors) values.push(await tensor.data<'float32'>());
  tf.dispose(tensors);
  return values;
}
