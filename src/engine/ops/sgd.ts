import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

export type SgdSettings = { momentum: number; nesterov: boolean; weightDecay: number };

/**
 * One step of stochastic gradient descent with momentum as PyTorch writes it: g = gradient +
 * weightDecay · weight, v = momentum · v + g, weight -= learningRate · (Nesterov ? g + momentum · v
 * : v). All tensors have one shape; the results are new ones.
 */
export function sgdUpdate(
  weight: Tensor,
  gradient: Tensor,
  velocity: Tensor,
  learningRate: number,
  { momentum, nesterov, weightDecay }: SgdSettings,
): { weight: Tensor; velocity: Tensor } {
  const pull = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay));
  const next = tf.add(tf.mul(velocity, momentum), pull);
  const direction = nesterov ? tf.add(pull, tf.mul(next, momentum)) : next;
  return { weight: tf.sub(weight, tf.mul(direction, learningRate)), velocity: next };
}
