import type { Tensor } from '@tensorflow/tfjs-core';
import { randomStream } from '../../src/core/random/stream.ts';
import type { Engine } from '../../src/engine/definition.ts';
import { tf } from '../../src/engine/tf.ts';

/** Normal random numbers, the same for the same arguments. */
export function normals(size: number, index: number): Float32Array {
  const random = randomStream({ seed: 7, purpose: 'test', index });
  return Float32Array.from({ length: size }, () => random.normal());
}

export const normalTensor = <T extends Tensor>(shape: number[], index: number): T =>
  tf.tensor(normals(tf.util.sizeFromShape(shape), index), shape) as T;

/** The values of some tensors, computed on an engine; nothing of it stays. */
export async function valuesOn(engine: Engine, compute: () => Tensor[]): Promise<Float32Array[]> {
  await engine.prepare();
  const tensors = tf.tidy(compute);
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return values.map((array) => Float32Array.from(array));
}

/**
 * The largest difference of two arrays, as a share of the largest value of the second; NaN shows.
 * `atLeast` takes its place where the values came of larger ones that cancelled, and keep their error.
 */
export function relativeDifference(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  atLeast = 1e-6,
): number {
  if (found.length !== expected.length) return Infinity;
  let largest = atLeast;
  let apart = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    const difference = Math.abs(found[i] - expected[i]);
    if (Number.isNaN(difference)) return NaN;
    apart = Math.max(apart, difference);
  }
  return apart / largest;
}

/**
 * The gradient of a function of one array by central differences, in the order of the array.
 * `step` must be large enough for float32 and small enough for the function's curvature.
 */
export function centralDifferences(
  f: (values: Float32Array) => number,
  at: Float32Array,
  step: number,
): Float32Array {
  return at.map((value, i) => {
    const moved = (by: number) => {
      const values = at.slice();
      values[i] = value + by;
      return f(values);
    };
    return (moved(step) - moved(-step)) / (2 * step);
  });
}
