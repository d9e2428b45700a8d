import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** The mean of every channel of every sample: [N, H, W, C] -> [N, C]. */
export function globalAveragePool(x: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const positions = height * width;
  // XNNPACK, below the wasm engine, refuses to pool over one element.
  if (positions === 1) return tf.reshape(x, [batch, channels]);
  const operation = tf.customGrad((...args: unknown[]) => {
    const [x] = args as [Tensor4D];
    const value = tf.reshape(tf.avgPool(x, [height, width], 1, 'valid'), [batch, channels]);
    // Spread by adding to zeros, because tiling is slow on the wasm engine.
    const gradFunc = (dy: Tensor) =>
      tf.add(tf.zeros(x.shape), tf.reshape(tf.div(dy, positions), [batch, 1, 1, channels]));
    return { value, gradFunc };
  });
  return operation(x) as Tensor2D;
}
