import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import type { Addon } from '../../../src/engine/onednn/addon.ts';
import type { OnednnBackend } from '../../../src/engine/onednn/backend.ts';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { tf } from '../../../src/engine/tf.ts';
import { relativeDifference, valuesOn } from '../numbers.ts';

/** Expects the engine's results to be those of the reference, which runs compositions of plain tfjs. */
export async function expectAgreement(compute: () => Tensor[], tolerance = 1e-5): Promise<void> {
  const expected = await valuesOn(cpu, compute);
  const found = await valuesOn(onednn, compute);
  expect(found).toHaveLength(expected.length);
  found.forEach((values, i) =>
    expect(relativeDifference(values, expected[i]), `result ${i}`).toBeLessThan(tolerance),
  );
}

/** The engine's backend, made the one that computes. */
export async function onednnBackend(): Promise<OnednnBackend> {
  await onednn.prepare();
  return tf.backend() as OnednnBackend;
}

export const addonOf = async (): Promise<Addon> => (await onednnBackend()).addon;
