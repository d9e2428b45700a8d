// The stock kernels are registered by this import, and one of them is taken below.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-wasm';
import type {
  BatchMatMulAttrs,
  BatchMatMulInputs,
  KernelConfig,
  KernelFunc,
  Tensor,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

const { kernelFunc } = tf.getKernel(tf.BatchMatMul, 'wasm');
const stockMatMul = (inputs: BatchMatMulInputs, backend: BackendWasm, attrs: BatchMatMulAttrs) =>
  kernelFunc({ inputs: { ...inputs }, backend, attrs: { ...attrs } }) as TensorInfo;

/** The product of two matrices. The right one is packed once and kept packed while it lives. */
export const multiply = (backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo =>
  stockMatMul({ a, b }, backend, { transposeA: false, transposeB: false });

/**
 * Products with a transposed factor: the stock kernel takes them element by element, and is fast
 * only without transposition, so the factor is transposed first.
 */
function batchMatMul(args: {
  inputs: BatchMatMulInputs;
  backend: BackendWasm;
  attrs: BatchMatMulAttrs;
}): TensorInfo {
  const { inputs, backend, attrs } = args;
  const { a, b } = inputs as Record<'a' | 'b', Tensor>;
  const isMatrix = a.shape.length === 2 && b.shape.length === 2;
  if (!isMatrix || !(attrs.transposeA || attrs.transposeB))
    return stockMatMul(inputs, backend, attrs);
  return tf.tidy(() => {
    return tf.matMul(
      attrs.transposeA ? tf.transpose(a) : a,
      attrs.transposeB ? tf.transpose(b) : b,
    );
  });
}

export const batchMatMulKernel: KernelConfig = {
  kernelName: tf.BatchMatMul,
  backendName: 'wasm',
  kernelFunc: batchMatMul as unknown as KernelFunc,
};
