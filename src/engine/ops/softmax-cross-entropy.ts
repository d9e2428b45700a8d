import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { defineOperation } from './operation.ts';

/** The labels as one-hot rows. Not tf.oneHot, which takes no single class, and writes integers into float32 on wasm. */
function oneHot(labels: Tensor1D, classes: number): Tensor2D {
  const isLabel = tf.equal(tf.expandDims(labels, 1), tf.range(0, classes, 1, 'int32'));
  return tf.cast(isLabel, 'float32') as Tensor2D;
}

type Inputs = { logits: Tensor2D; labels: Tensor1D };

/** What is known of each sample by its own label, and what the mean losses are made of. */
function composeFacts({ logits, labels }: Inputs) {
  const [batch, classes] = logits.shape;
  // Differences to the largest logit, so that no exponential overflows; the largest one is exp(0).
  const shifted: Tensor2D = tf.sub(logits, tf.max(logits, 1, true));
  const exponentials = tf.exp(shifted);
  const total: Tensor2D = tf.sum(exponentials, 1, true);
  const logTotal: Tensor1D = tf.log(tf.reshape(total, [batch]));
  const ofLabel = tf.sum(tf.mul(shifted, oneHot(labels, classes)), 1);
  const loss: Tensor1D = tf.sub(logTotal, ofLabel);
  const confidence = tf.reciprocal(tf.reshape(total, [batch]));
  const facts = [loss, confidence, tf.argMax(logits, 1), tf.div(exponentials, total)];
  return { shifted, logTotal, loss, facts };
}

const crossEntropy = defineOperation({
  name: 'SoftmaxCrossEntropy',
  compose: (inputs: Inputs) => {
    const { loss, facts } = composeFacts(inputs);
    return [tf.mean(loss), ...facts];
  },
  saveInputs: ['labels'],
  saveOutputs: [false, false, false, false, true],
  gradient: (dy, [labels, probabilities]) => ({
    logits: () => crossEntropyGradient({ dy, probabilities, labels } as GradientInputs, {})[0],
  }),
});

type GradientInputs = { dy: Scalar; probabilities: Tensor2D; labels: Tensor1D };

const crossEntropyGradient = defineOperation({
  name: 'SoftmaxCrossEntropyGradient',
  compose: ({ dy, probabilities, labels }: GradientInputs): Tensor[] => {
    const [batch, classes] = probabilities.shape;
    return [tf.mul(tf.sub(probabilities, oneHot(labels, classes)), tf.div(dy, batch))];
  },
});

/** What is minimised where that is not the mean loss of the labels. */
export type Objective = {
  /** What the softmax is compared with instead of one-hot labels: [N, classes], rows of sum 1. */
  targets: Tensor2D;
  /** Each sample's factor in the sum, of which the mean is the N-th part: [N]. */
  weights: Tensor1D;
};

const weightedCrossEntropy = defineOperation({
  name: 'WeightedSoftmaxCrossEntropy',
  compose: ({ targets, weights, ...inputs }: Inputs & Objective) => {
    const { shifted, logTotal, facts } = composeFacts(inputs);
    const againstTarget = tf.sub(logTotal, tf.sum(tf.mul(shifted, targets), 1));
    return [tf.mean(tf.mul(weights, againstTarget)), ...facts];
  },
  saveInputs: ['labels', 'targets', 'weights'],
  saveOutputs: [false, false, false, false, true],
  gradient: (dy, [labels, targets, weights, probabilities]) => ({
    logits: () =>
      weightedGradient(
        { dy, probabilities, labels, targets, weights } as GradientInputs & Objective,
        {},
      )[0],
  }),
});

const weightedGradient = defineOperation({
  name: 'WeightedSoftmaxCrossEntropyGradient',
  compose: ({ dy, probabilities, targets, weights }: GradientInputs & Objective): Tensor[] => {
    const [batch] = probabilities.shape;
    const factors = tf.mul(tf.expandDims(weights, 1), tf.div(dy, batch));
    return [tf.mul(tf.sub(probabilities, targets), factors)];
  },
});

/**
 * Cross-entropy of softmax(logits) against the labels, and what else is known of each sample.
 * logits are [N, classes] float32, labels [N] int32. Only the mean loss carries a gradient:
 * weight · (softmax(logits) - target) / N, where without an objective every weight is 1 and the
 * target is the one-hot label. The objective changes the mean loss alone.
 */
export function softmaxCrossEntropy(
  logits: Tensor2D,
  labels: Tensor1D,
  objective?: Objective,
): {
  meanLoss: Scalar;
  /** Of each sample, in nats. */
  loss: Tensor1D;
  /** The largest softmax probability. */
  confidence: Tensor1D;
  /** The class of the largest logit, the lowest such class on ties. */
  predicted: Tensor1D;
} {
  const outputs = objective
    ? weightedCrossEntropy({ logits, labels, ...objective }, {})
    : crossEntropy({ logits, labels }, {});
  const [meanLoss, loss, confidence, predicted] = outputs as [Scalar, ...Tensor1D[]];
  outputs[4].dispose();
  return { meanLoss, loss, confidence, predicted };
}
