import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** ReLU(a + b) of two tensors of one shape. */
export function addRelu(a: Tensor4D, b: Tensor4D): Tensor4D {
  const operation = tf.customGrad((...args: unknown[]) => {
    const [a, b, save] = args as [Tensor4D, Tensor4D, (tensors: Tensor[]) => void];
    const value = tf.relu(tf.add(a, b));
    save([value]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const dx = tf.mul(dy, tf.step(saved[0]));
      // Two tensors, because the caller disposes each by itself.
      return [dx, tf.clone(dx)];
    };
    return { value, gradFunc };
  });
  return operation(a, b) as Tensor4D;
}
