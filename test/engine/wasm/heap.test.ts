import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { isOutOfMemory, prepareEngine } from '../../../src/engine/engine.ts';
import { tf } from '../../../src/engine/tf.ts';
import { refuseFailedAllocations } from '../../../src/engine/wasm/heap.ts';

test('a tensor that does not fit is an out-of-memory error, and the engine computes on', async () => {
  await prepareEngine('wasm');
  const backend = tf.backend() as BackendWasm;
  const survivor = tf.tensor1d([1, 2, 3]);
  const taken: TensorInfo[] = [];
  // Pages of the heap that nobody writes to cost the machine nothing.
  const takeEverything = () => {
    for (let i = 0; i < 20; i++) taken.push(backend.makeOutput([2 ** 27], 'float32'));
  };
  let thrown: unknown;
  try {
    takeEverything();
  } catch (error) {
    thrown = error;
  }
  expect(isOutOfMemory(thrown)).toBe(true);
  expect(taken.length).toBeGreaterThan(0);
  for (const { dataId } of taken) backend.disposeData(dataId);
  expect([...survivor.dataSync()]).toEqual([1, 2, 3]);
});

test('a machine that gives no more memory is an out-of-memory error', () => {
  const wasm = { HEAPU8: new Uint8Array(8), _malloc: () => 0, _free: () => undefined };
  refuseFailedAllocations({ wasm } as unknown as BackendWasm);
  const allocate = wasm._malloc as (bytes: number) => number;
  expect(() => allocate(4)).toThrow(/out of memory/);
});

test('an array that V8 cannot allocate is an out-of-memory error', () => {
  const impossible = () => new Float32Array(2 ** 53 - 1);
  let thrown: unknown;
  try {
    impossible();
  } catch (error) {
    thrown = error;
  }
  expect(isOutOfMemory(thrown)).toBe(true);
});

test('another error is not an out-of-memory error', () => {
  expect(isOutOfMemory(new Error('memory'))).toBe(false);
  expect(isOutOfMemory('out of memory')).toBe(false);
});
