import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Engine } from '../definition.ts';
import { tf } from '../tf.ts';
import { conv2dBackpropFilterKernel } from './conv2d-backprop-filter.ts';
import { conv2dBackpropInputKernel } from './conv2d-backprop-input.ts';
import { refuseFailedAllocations } from './heap.ts';
import { identityKernel } from './identity.ts';
import { batchMatMulKernel } from './multiply.ts';

const kernels = [
  conv2dBackpropFilterKernel,
  conv2dBackpropInputKernel,
  batchMatMulKernel,
  identityKernel,
];

let installed = false;

/** tfjs on WebAssembly with the kernels that training needs and stock tfjs lacks or has slow. */
export const wasm: Engine = {
  name: 'wasm',
  description: 'WebAssembly on one core, wherever Node runs.',
  async prepare() {
    if (!installed) await install();
    await tf.setBackend('wasm');
  },
};

async function install(): Promise<void> {
  const folder = dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')));
  const binary = join(folder, 'tfjs-backend-wasm-simd.wasm');
  // Asked here, because tfjs says only that the backend did not start.
  if (!existsSync(binary)) throw new Error(`The file "${binary}" is missing.`);
  setWasmPaths(folder + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('Its WebAssembly module did not start.');
  refuseFailedAllocations(tf.backend() as BackendWasm);
  // After the start, which sets up the stock kernels: ours are built on them.
  for (const kernel of kernels) {
    if (tf.getKernel(kernel.kernelName, 'wasm')) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
  installed = true;
}
