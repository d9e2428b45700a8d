import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

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
  const [batch, classes] = logits.shape;
  // Differences to the largest logit, so that no exponential overflows; the largest one is exp(0).
  const shifted: Tensor2D = tf.sub(logits, tf.max(logits, 1, true));
  const exponentials = tf.exp(shifted);
  const total: Tensor2D = tf.sum(exponentials, 1, true);
  // Not tf.oneHot, which takes no single class, and writes integers into float32 on wasm.
  const isLabel = tf.equal(tf.expandDims(labels, 1), tf.range(0, classes, 1, 'int32'));
  const target = tf.cast(isLabel, 'float32') as Tensor2D;
  const loss: Tensor1D = tf.sub(
    tf.log(tf.reshape(total, [batch])),
    tf.sum(tf.mul(shifted, target), 1),
  );
  const meanLoss = tf.customGrad((...args: unknown[]) => {
    const [, save] = args as [Tensor2D, (tensors: Tensor[]) => void];
    save([exponentials, total, target]);
    const gradFunc = (dy: Tensor, [exponentials, total, target]: Tensor[]) =>
      tf.mul(tf.sub(tf.div(exponentials, total), target), tf.div(dy, batch));
    return { value: tf.mean<Scalar>(loss), gradFunc };
  });
  return {
    meanLoss: meanLoss(logits),
    loss,
    confidence: tf.reciprocal(tf.reshape(total, [batch])),
    predicted: tf.argMax(logits, 1),
  };
}
