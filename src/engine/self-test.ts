import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { randomStream } from '../core/random/stream.ts';
import { cpu } from './cpu.ts';
import type { Engine } from './definition.ts';
import { batchNormTrain } from './ops/batch-norm.ts';
import { convolve, type ConvolutionPadding } from './ops/convolution.ts';
import { globalAveragePool } from './ops/global-average-pool.ts';
import { softmaxCrossEntropy } from './ops/softmax-cross-entropy.ts';
import { tf } from './tf.ts';

const ONE_PIXEL: ConvolutionPadding = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

/** Of the largest value of a tensor; float32 arithmetic in another order stays well below. */
const TOLERANCE = 1e-4;

/**
 * Compares one gradient of a small convolutional net on the engine with the reference's.
 * Leaves the engine as the backend. Returns what is wrong, as a sentence, or null.
 */
export async function selfTest(engine: Engine): Promise<string | null> {
  if (engine === cpu) return null;
  await cpu.prepare();
  const expected = await gradientsOfSmallNet();
  await engine.prepare();
  const found = await gradientsOfSmallNet();
  for (const [what, reference] of Object.entries(expected)) {
    const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const apart = reference.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - found[what][i])),
      0,
    );
    // Written so that NaN fails.
    if (!(apart <= TOLERANCE * largest))
      return `The ${what} of a small net differs from the reference by ${apart}, where its largest value is ${largest}.`;
  }
  return null;
}

/** Odd sizes, a stride, a sum and every fused operation: what the models are made of. */
async function gradientsOfSmallNet(): Promise<Record<string, Float32Array>> {
  const tensors = tf.tidy(() => {
    const pixels: Tensor4D = tf.reshape(normal(0, 3 * 7 * 6 * 2), [3, 7, 6, 2]);
    const labels = tf.tensor1d([4, 0, 2], 'int32');
    const weights = [
      tf.reshape(normal(1, 3 * 3 * 2 * 8), [3, 3, 2, 8]),
      tf.ones([8]),
      normal(2, 8),
      tf.reshape(normal(3, 3 * 3 * 8 * 8), [3, 3, 8, 8]),
      tf.reshape(normal(4, 8 * 5), [8, 5]),
    ];
    const net = (...weights: Tensor[]) => {
      const [first, scale, offset, second, dense] = weights;
      const norm = { scale: scale as Tensor1D, offset: offset as Tensor1D };
      const convolved = convolve(pixels, first as Tensor4D, 1, ONE_PIXEL);
      const { y } = batchNormTrain({ x: convolved, ...norm }, 1e-5, { relu: true });
      const strided = convolve(y, second as Tensor4D, 2, ONE_PIXEL);
      const add = tf.add<Tensor4D>(strided, strided);
      const sum = batchNormTrain({ x: strided, ...norm, add }, 1e-5, { relu: true });
      const pooled = globalAveragePool(sum.y);
      return softmaxCrossEntropy(tf.matMul(pooled, dense), labels).meanLoss;
    };
    const { value, grads } = tf.valueAndGrads(net)(weights);
    return {
      loss: value,
      'first filter gradient': grads[0],
      'scale gradient': grads[1],
      'offset gradient': grads[2],
      'second filter gradient': grads[3],
      'dense gradient': grads[4],
    };
  });
  const values: Record<string, Float32Array> = {};
  for (const [what, tensor] of Object.entries(tensors)) {
    values[what] = (await tensor.data()) as Float32Array;
    tensor.dispose();
  }
  return values;
}

function normal(index: number, size: number): Tensor1D {
  const random = randomStream({ seed: 0, purpose: 'engine self-test', index });
  return tf.tensor1d(Float32Array.from({ length: size }, () => random.normal()));
}
