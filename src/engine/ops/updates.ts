/**
 * What a step changes, for all tensors at once. An engine may write the new values into the old
 * tensors' memory: callers go on with the results alone, and dispose what they gave.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { defineOperation } from './operation.ts';

export type SgdSettings = { momentum: number; nesterov: boolean; weightDecay: number };

/** Equally long lists of tensors as the named inputs of a kernel: "0.weight", "1.weight", … */
type Listed = Record<string, Tensor>;

const listed = (lists: Record<string, readonly Tensor[]>): Listed =>
  Object.fromEntries(
    Object.entries(lists).flatMap(([name, tensors]) =>
      tensors.map((tensor, i) => [`${i}.${name}`, tensor]),
    ),
  );

/** One of the lists again; also for kernels, whose inputs are not whole tensors. */
export const listOf = <T>(inputs: Record<string, T>, name: string): T[] => {
  const list: T[] = [];
  for (let i = 0; `${i}.${name}` in inputs; i++) list.push(inputs[`${i}.${name}`]);
  return list;
};

const sgd = defineOperation({
  name: 'SgdUpdate',
  compose: (
    inputs: Listed,
    { learningRate, momentum, nesterov, weightDecay }: SgdSettings & { learningRate: number },
  ) => {
    const gradients = listOf(inputs, 'gradient');
    const velocities = listOf(inputs, 'velocity');
    const updated = listOf(inputs, 'weight').map((weight, i) => {
      const pull =
        weightDecay === 0 ? gradients[i] : tf.add(gradients[i], tf.mul(weight, weightDecay));
      const velocity = tf.add(tf.mul(velocities[i], momentum), pull);
      const direction = nesterov ? tf.add(pull, tf.mul(velocity, momentum)) : velocity;
      return { weight: tf.sub(weight, tf.mul(direction, learningRate)), velocity };
    });
    return [...updated.map(({ weight }) => weight), ...updated.map(({ velocity }) => velocity)];
  },
});

/**
 * One step of stochastic gradient descent with momentum as PyTorch writes it: g = gradient +
 * weightDecay · weight, v = momentum · v + g, weight -= learningRate · (Nesterov ? g + momentum · v
 * : v).
 */
export function sgdUpdate(
  weights: readonly Tensor[],
  gradients: readonly Tensor[],
  velocities: readonly Tensor[],
  learningRate: number,
  settings: SgdSettings,
): { weights: Tensor[]; velocities: Tensor[] } {
  const { momentum, nesterov, weightDecay } = settings;
  const updated = sgd(listed({ weight: weights, gradient: gradients, velocity: velocities }), {
    learningRate,
    momentum,
    nesterov,
    weightDecay,
  });
  return { weights: updated.slice(0, weights.length), velocities: updated.slice(weights.length) };
}

const averages = defineOperation({
  name: 'MovingAverages',
  compose: (inputs: Listed, { momentum, factors }: { momentum: number; factors: number[] }) => {
    const values = listOf(inputs, 'value');
    return listOf(inputs, 'average').map((average, i) =>
      tf.add(tf.mul(average, momentum), tf.mul(values[i], (1 - momentum) * factors[i])),
    );
  },
});

/** average = momentum · average + (1 - momentum) · factor · value, of tensors pairwise. */
export const movingAverages = (
  current: readonly Tensor[],
  values: readonly Tensor[],
  factors: readonly number[],
  momentum: number,
): Tensor[] =>
  averages(listed({ average: current, value: values }), { momentum, factors: [...factors] });
