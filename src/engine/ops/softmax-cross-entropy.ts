import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { defineOperation } from './operation.ts';

/** The labels as one-hot rows. Not tf.oneHot, which takes no single class, and writes integers into float32 on wasm. */
function oneHot(labels: Tensor1D, classes: number): Tensor2D {
  const isLabel = tf.equal(tf.expandDims(labels, 1), tf.range(0, classes, 1, 'int32'));
  return tf.cast(isLabel, 'float32') as Tensor2D;
}

const crossEntropy = defineOperation({
  name: 'SoftmaxCrossEntropy',
  compose: ({ logits, labels }: { logits: Tensor2D; labels: Tensor1D }) => {
    const [batch, classes] = logits.shape;
    // Differences to the largest logit, so that no exponential overflows; the largest one is exp(0).
    const shifted: Tensor2D = tf.sub(logits, tf.max(logits, 1, true));
    const exponentials = tf.exp(shifted);
    const total: Tensor2D = tf.sum(exponentials, 1, true);
    const ofLabel = tf.sum(tf.mul(shifted, oneHot(labels, classes)), 1);
    const loss: Tensor1D = tf.sub(tf.log(tf.reshape(total, [batch])), ofLabel);
    const confidence = tf.reciprocal(tf.reshape(total, [batch]));
    return [tf.mean(loss), loss, confidence, tf.argMax(logits, 1), tf.div(exponentials, total)];
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

/**
 * Cross-entropy of softmax(logits) against the labels, and what else is known of each sample.
 * logits are [N, classes] float32, labels [N] int32. Only the mean loss carries a gradient:
 * (softmax(logits) - one-hot(label)) / N.
 */
export function softmaxCrossEntropy(
  logits: Tensor2D,
  labels: Tensor1D,
): {
  meanLoss: Scalar;
  /** Of each sample, in nats. */
  loss: Tensor1D;
  /** The largest softmax probability. */
  confidence: Tensor1D;
  /** The class of the largest logit, the lowest such class on ties. */
  predicted: Tensor1D;
} {
  const [meanLoss, loss, confidence, predicted, probabilities] = crossEntropy(
    { logits, labels },
    {},
  ) as [Scalar, Tensor1D, Tensor1D, Tensor1D, Tensor2D];
  probabilities.dispose();
  return { meanLoss, loss, confidence, predicted };
}
