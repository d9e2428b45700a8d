import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { OutOfMemoryError } from '../memory.ts';

/** The largest heap of tfjs-backend-wasm 4.22: 4 GiB less a page of 64 KiB. */
const LARGEST_HEAP_BYTES = 2 ** 32 - 2 ** 16;

/**
 * Left to the kernels, whose own allocations (packed filters) fail without an error: the result is
 * then whatever the memory held before.
 */
const KERNEL_RESERVE_BYTES = 256 * 2 ** 20;

/** What tfjs-backend-wasm uses of the module that Emscripten made. */
type EmscriptenHeap = {
  HEAPU8: Uint8Array;
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
};

/**
 * Makes the allocation of a tensor that does not fit throw. Stock tfjs-backend-wasm takes the null
 * pointer for an address and lets kernels write over the bottom of the heap.
 */
export function refuseFailedAllocations(backend: BackendWasm): void {
  const wasm = backend.wasm as unknown as EmscriptenHeap;
  // The module replaces its entry points by the real ones at their first call.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0)
      throw new OutOfMemoryError(bytes, 'the machine gives no more memory');
    if (wasm.HEAPU8.byteLength > LARGEST_HEAP_BYTES - KERNEL_RESERVE_BYTES) {
      wasm._free(address);
      throw new OutOfMemoryError(bytes, 'a WebAssembly heap ends at 4 GiB');
    }
    return address;
  };
}

/**
 * A tensor's values where they stand in the heap. Every allocation may move the heap, so a view
 * must be taken after the last one.
 */
export const heapView = (backend: BackendWasm, tensor: TensorInfo): Float32Array =>
  backend.typedArrayFromHeap(tensor) as Float32Array;
