import type { Tensor4D } from '@tensorflow/tfjs-core';
import { beforeEach, expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import { isOutOfMemory } from '../../../src/engine/engine.ts';
import type { OnednnBackend } from '../../../src/engine/onednn/backend.ts';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { tf } from '../../../src/engine/tf.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import { createLearner } from '../../../src/training/tfjs-learner.ts';
import { smallBatch, smallImages } from '../../training/batches.ts';
import { normals, normalTensor } from '../numbers.ts';
import { describeOnednn, onednnMissing } from '../usable.ts';
import { onednnBackend } from './agreement.ts';

let backend: OnednnBackend;
beforeEach(async () => {
  if (onednnMissing === null) backend = await onednnBackend();
});

describeOnednn('a tensor of the engine onednn', () => {
  test.each([
    ['float32', [0.5, -0, NaN, Infinity, 1e-40]],
    ['int32', [0, -1, 2 ** 31 - 1, -(2 ** 31)]],
    ['bool', [1, 0, 1]],
  ] as const)('of %s keeps its values, one or many', (dtype, values) => {
    tf.tidy(() => {
      const tensor = tf.tensor1d([...values], dtype);
      expect(Object.is(tensor.dataSync()[1], values[1]) || dtype !== 'float32').toBe(true);
      expect([...tensor.dataSync()]).toEqual(
        [...Float64Array.from(values, Math.fround)].map((value, i) =>
          dtype === 'float32' ? value : values[i],
        ),
      );
    });
  });

  test('is read into a fresh array each time, and keeps none of those it was made from', async () => {
    const given = Float32Array.of(1, 2, 3);
    const tensor = tf.tensor1d(given);
    given[0] = 9;
    const [first, second] = [tensor.dataSync(), tensor.dataSync()];
    first[1] = 9;
    ((await tensor.data()) as Float32Array)[2] = 9;
    expect([...second]).toEqual([1, 2, 3]);
    expect([...tensor.dataSync()]).toEqual([1, 2, 3]);
    tensor.dispose();
    expect([...second]).toEqual([1, 2, 3]);
  });

  test('may have no elements', () => {
    tf.tidy(() => {
      const empty = tf.zeros([0, 3]);
      expect([...empty.dataSync()]).toEqual([]);
      expect(tf.concat([empty, tf.ones([1, 3])]).shape).toEqual([1, 3]);
    });
  });

  test.each([cpu, wasm])('moves to the engine $name and back', async (other) => {
    const values = normals(24, 1);
    const tensors = [
      tf.tensor(values, [4, 6]),
      tf.tensor1d([1, -2, 3], 'int32'),
      tf.tensor1d([true, false], 'bool'),
    ];
    const before = backend.addon.memory().tensors;
    await other.prepare();
    const doubled = tf.tidy(() => tf.add(tensors[0], tensors[0]));
    // It went, and only what was used did.
    expect(backend.addon.memory().tensors).toBe(before - 1);
    await onednn.prepare();
    const again = tf.tidy(() => tf.add(doubled, tensors[0]));
    expect([...again.dataSync()]).toEqual([
      ...values.map((value) => Math.fround(value * 2) + value),
    ]);
    expect([...tensors[0].dataSync()]).toEqual([...values]);
    expect([...tensors[1].dataSync()]).toEqual([1, -2, 3]);
    expect([...tensors[2].dataSync()]).toEqual([1, 0]);
    tf.dispose([tensors, doubled, again]);
    expect(backend.addon.memory().tensors).toBe(before - 3);
  });

  test('shares its memory with its clones and other shapes, and frees it with the last of them', () => {
    const before = backend.addon.memory().tensors;
    const original = normalTensor<Tensor4D>([1, 2, 3, 4], 1);
    const values = [...original.dataSync()];
    const clone = tf.clone(original);
    const line = tf.reshape(original, [24]);
    expect(backend.addon.memory().tensors).toBe(before + 1);
    original.dispose();
    clone.dispose();
    const other = tf.zeros([24]);
    expect([...line.dataSync()]).toEqual(values);
    tf.dispose([line, other]);
    expect(backend.addon.memory().tensors).toBe(before);
    expect(() => line.dataSync()).toThrow(/disposed/);
  });

  test('that does not fit is an out-of-memory error, and the engine computes on', () => {
    const survivor = tf.tensor1d([1, 2, 3]);
    const before = { ...backend.addon.memory(), data: backend.numDataIds() };
    for (const elements of [2 ** 48, 2 ** 51]) {
      let thrown: unknown;
      try {
        // More than any processor addresses; made without an array of as many values.
        backend.makeOutput([elements]);
      } catch (error) {
        thrown = error;
      }
      expect(isOutOfMemory(thrown)).toBe(true);
      expect((thrown as Error).message).toContain(`${elements * 4} bytes`);
    }
    const after = backend.addon.memory();
    expect([after.tensors, after.usedBytes]).toEqual([before.tensors, before.usedBytes]);
    expect(backend.numDataIds()).toBe(before.data);
    const sum = tf.add(survivor, survivor);
    expect([...sum.dataSync()]).toEqual([2, 4, 6]);
    tf.dispose([survivor, sum]);
  });
});

describeOnednn('the memory of the engine onednn', () => {
  test.each(['resnet8', 'wrn-16-4'] as const)(
    'is flat over two hundred steps of %s, evaluations among them',
    async (model) => {
      const learner = createLearner({
        ...{ ...smallImages, model, width: 2, seed: 1 },
        ...{ momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
      });
      const some = async (from: number, to: number) => {
        for (let i = from; i < to; i++) {
          await learner.step(smallBatch(i % 3 === 0 ? 2 : 7, i), 0.01);
          if (i % 5 === 0) await learner.forward(smallBatch(5, i));
        }
        await learner.forward(smallBatch(5, 0));
        const { tensors, usedBytes, pooledBytes, peakBytes } = backend.addon.memory();
        const data = backend.numDataIds();
        return { ours: tf.memory().numTensors, data, tensors, usedBytes, pooledBytes, peakBytes };
      };
      const before = await some(0, 10);
      expect(await some(10, 210)).toEqual(before);
      learner.dispose();
    },
  );

  test('of a learner that is disposed is free', async () => {
    const before = { ...backend.addon.memory(), ours: tf.memory().numTensors };
    const learner = createLearner({
      ...{ ...smallImages, model: 'wrn-16-4', width: 2, seed: 1 },
      ...{ momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
    });
    await learner.step(smallBatch(5, 0), 0.01);
    await learner.forward(smallBatch(5, 0));
    learner.dispose();
    const after = { ...backend.addon.memory(), ours: tf.memory().numTensors };
    expect([after.ours, after.tensors, after.usedBytes]).toEqual([
      before.ours,
      before.tensors,
      before.usedBytes,
    ]);
  });

  test('is taken again: what was freed serves tensors of the same size', () => {
    const before = backend.addon.memory();
    for (let i = 0; i < 50; i++) tf.dispose(tf.zeros([123, 457]));
    const once = backend.addon.memory();
    expect(once.peakBytes - before.peakBytes).toBeLessThan(2 * 123 * 457 * 4);
    expect(once.usedBytes).toBe(before.usedBytes);
  });
});
