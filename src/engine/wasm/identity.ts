import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { IdentityInputs, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/**
 * A second name for a tensor's data, as on the other backends; the stock kernel copies it, and
 * tfjs clones every tensor that a gradient needs later.
 */
function identity(args: { inputs: IdentityInputs; backend: BackendWasm }): TensorInfo {
  const { dataId, shape, dtype } = args.inputs.x as TensorInfo;
  args.backend.incRef(dataId);
  return { dataId, shape, dtype };
}

export const identityKernel: KernelConfig = {
  kernelName: tf.Identity,
  backendName: 'wasm',
  kernelFunc: identity as unknown as KernelFunc,
};
