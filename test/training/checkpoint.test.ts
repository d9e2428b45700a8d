import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newLedger } from '../../src/core/ledger/ledger.ts';
import { parseRecipe } from '../../src/core/recipe/recipe.ts';
import { decodeArrays, encodeArrays } from '../../src/training/arrays.ts';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  encodeWeights,
} from '../../src/training/checkpoint.ts';
import { newestCheckpoint, writeCheckpoint } from '../../src/training/process/checkpoint-folder.ts';

const recipe = parseRecipe({ seed: 3 });
const state = [
  { name: 'stem.filter', shape: [1, 3], values: Float32Array.of(0.1, -0, NaN) },
  { name: 'stem.filter.velocity', shape: [3], values: Float32Array.of(1, 2, 3) },
];

function someLedger() {
  const ledger = newLedger(5, 10);
  ledger.loss.set([0.5, 1e-30, 3, 4, 5]);
  ledger.predicted.set([9, 8, 7, 6, 5]);
  ledger.forgetting[2] = 300;
  ledger.timesHidden[4] = 7;
  ledger.correct[1] = 1;
  return ledger;
}

describe('coded arrays', () => {
  test('read back as they were, whatever their kind and length', () => {
    const values = fc.oneof(
      fc.float32Array({ maxLength: 9 }),
      fc.uint8Array({ maxLength: 9 }),
      fc.uint16Array({ maxLength: 9 }),
    );
    fc.assert(
      fc.property(fc.array(values, { maxLength: 4 }), fc.string(), (all, text) => {
        const arrays = all.map((values, i) => ({ name: `a${i}`, shape: [values.length], values }));
        const bytes = encodeArrays({ text }, arrays);
        expect(decodeArrays(bytes)).toEqual({ meta: { text }, arrays });
        const partOfAFile = Buffer.concat([Buffer.of(1, 2, 3), bytes]).subarray(3);
        expect(decodeArrays(partOfAFile)).toEqual({ meta: { text }, arrays });
      }),
    );
  });

  test('are refused when cut short anywhere, and never read beyond their end', () => {
    const bytes = encodeArrays({}, [{ name: 'a', shape: [6], values: new Float32Array(6) }]);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeArrays(bytes.slice(0, length))).toThrow();
    }
  });
});

describe('a checkpoint', () => {
  test('gives back the epoch, the state and the ledger', () => {
    const ledger = someLedger();
    const bytes = encodeCheckpoint({ epoch: 4, recipe, state, ledger, prelude: null });
    const empty = newLedger(5, 10);
    expect(decodeCheckpoint(bytes, recipe, empty)).toMatchObject({ epoch: 4, state });
    expect(empty).toEqual(ledger);
  });

  test('gives back what a policy’s own models found out', () => {
    const prelude = { scores: Float32Array.of(1, 2, 3, 4, 5), heldOut: Uint32Array.of(0, 3) };
    const bytes = encodeCheckpoint({ epoch: 4, recipe, state, ledger: someLedger(), prelude });
    expect(decodeCheckpoint(bytes, recipe, newLedger(5, 10)).prelude).toEqual(prelude);
  });

  test('with scores of another number of samples is refused', () => {
    const prelude = { scores: new Float32Array(4), heldOut: new Uint32Array(0) };
    const bytes = encodeCheckpoint({ epoch: 4, recipe, state, ledger: someLedger(), prelude });
    expect(() => decodeCheckpoint(bytes, recipe, newLedger(5, 10))).toThrow('5 samples');
  });

  test('of another recipe is refused', () => {
    const bytes = encodeCheckpoint({
      epoch: 4,
      recipe,
      state,
      ledger: someLedger(),
      prelude: null,
    });
    const other = parseRecipe({ seed: 4 });
    expect(() => decodeCheckpoint(bytes, other, newLedger(5, 10))).toThrow('another recipe');
  });

  test('of another number of samples is refused', () => {
    const bytes = encodeCheckpoint({
      epoch: 4,
      recipe,
      state,
      ledger: someLedger(),
      prelude: null,
    });
    expect(() => decodeCheckpoint(bytes, recipe, newLedger(6, 10))).toThrow('6 samples');
  });

  test('final weights leave the slots of the optimiser out', () => {
    const { meta, arrays } = decodeArrays(encodeWeights(recipe, ['a', 'b'], state));
    expect(arrays.map(({ name }) => name)).toEqual(['stem.filter']);
    expect(meta).toMatchObject({ model: 'resnet8', classNames: ['a', 'b'] });
  });
});

describe('the checkpoint folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mikke-checkpoints-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const write = (epoch: number) => writeCheckpoint(folder, epoch, Buffer.from(`epoch ${epoch}`));
  const file = (epoch: number) => join(folder, `epoch-00000${epoch}.ckpt`);

  test('keeps the newest two and nothing unfinished', async () => {
    for (const epoch of [0, 1, 2]) await write(epoch);
    expect((await readdir(folder)).sort()).toEqual(['epoch-000001.ckpt', 'epoch-000002.ckpt']);
  });

  test('gives the newest whose epoch is recorded', async () => {
    for (const epoch of [0, 1]) await write(epoch);
    expect(await newestCheckpoint(folder, 1, 2, text)).toBe('epoch 1');
    expect(await newestCheckpoint(folder, 1, 1, text)).toBe('epoch 0');
  });

  test('goes back to the one before where the newest is damaged', async () => {
    for (const epoch of [0, 1]) await write(epoch);
    const bytes = await readFile(file(1));
    bytes[0] ^= 1;
    await writeFile(file(1), bytes);
    expect(await newestCheckpoint(folder, 1, 2, text)).toBe('epoch 0');
  });

  test('says which file is damaged where none is whole', async () => {
    await write(0);
    await writeFile(file(0), 'short');
    await expect(newestCheckpoint(folder, 1, 1, text)).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringContaining(file(0)),
    });
  });

  test('begins anew where the first epoch was recorded without a checkpoint', async () => {
    expect(await newestCheckpoint(folder, 1, 1, text)).toBeNull();
    expect(await newestCheckpoint(join(folder, 'none'), 1, 0, text)).toBeNull();
  });

  test('does not begin anew where checkpoints were lost', async () => {
    await expect(newestCheckpoint(folder, 7, 2, text)).rejects.toMatchObject({
      code: 'checkpoint-missing',
      message: expect.stringContaining('Run 7'),
    });
  });

  test('that cannot be written is a sentence', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeCheckpoint(join(folder, 'file'), 0, Buffer.from(''))).rejects.toMatchObject({
      code: 'project-not-writable',
    });
  });
});
