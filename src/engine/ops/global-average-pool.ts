import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { defineOperation } from './operation.ts';

const pool = defineOperation({
  name: 'GlobalAveragePool',
  compose: ({ x }: { x: Tensor4D }, { shape }: { shape: number[] }) => {
    const [batch, height, width, channels] = shape;
    // XNNPACK, below the wasm engine, refuses to pool over one element.
    const pooled = height * width === 1 ? x : tf.avgPool(x, [height, width], 1, 'valid');
    return [tf.reshape(pooled, [batch, channels])];
  },
  gradient: (dy, _saved, attributes) => ({ x: () => poolGradient({ dy }, attributes)[0] }),
});

const poolGradient = defineOperation({
  name: 'GlobalAveragePoolGradient',
  compose: ({ dy }: { dy: Tensor }, { shape }: { shape: number[] }) => {
    const [batch, height, width, channels] = shape;
    // Spread by adding to zeros, because tiling is slow on the wasm engine.
    const each = tf.reshape(tf.div(dy, height * width), [batch, 1, 1, channels]);
    return [tf.add(tf.zeros(shape), each)];
  },
});

/** The mean of every channel of every sample: [N, H, W, C] -> [N, C]. */
export const globalAveragePool = (x: Tensor4D): Tensor2D =>
  pool({ x }, { shape: x.shape })[0] as Tensor2D;
