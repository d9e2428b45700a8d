/** Every policy in training, with a model and tensors. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { HidingPolicy } from '../../src/core/hiding/policy.ts';
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import { hasBit } from '../../src/core/ledger/bits.ts';
import { newLedger } from '../../src/core/ledger/ledger.ts';
import { fullSchedule, parseRecipe } from '../../src/core/recipe/recipe.ts';
import { viewPolicyNames } from '../../src/core/view/registry.ts';
import { prepareEngine } from '../../src/engine/engine.ts';
import { tf } from '../../src/engine/tf.ts';
import { trainRun } from '../../src/training/loop.ts';
import type { DataSource } from '../../src/training/data-source.ts';
import { createLearner } from '../../src/training/tfjs-learner.ts';
import { fakeRun } from '../support/fake-run.ts';
import { smallBatch, smallImages } from './batches.ts';

const SAMPLES = 24;
const whole = smallBatch(SAMPLES, 0);
const pixels = smallImages.imageHeight * smallImages.imageWidth;

const data: DataSource = {
  height: smallImages.imageHeight,
  width: smallImages.imageWidth,
  channels: 1,
  classes: smallImages.classes,
  count: { train: SAMPLES, test: 6 },
  trainLabels: Uint16Array.from(whole.labels),
  async *batches(_split, order, batchSize) {
    for (let start = 0; start < order.length; start += batchSize) {
      const samples = order.slice(start, start + batchSize);
      const images = [...samples].flatMap((sample) => [
        ...whole.pixels.subarray(sample * pixels, (sample + 1) * pixels),
      ]);
      const labels = Int32Array.from(samples, (sample) => whole.labels[sample]);
      yield await Promise.resolve({ samples, pixels: Float32Array.from(images), labels });
    }
  },
};

beforeAll(() => prepareEngine('wasm'));

async function trained(settings: Record<string, unknown>) {
  const recipe = parseRecipe({ batch: 8, epochs: 4, lr: 0.05, ...settings });
  const { momentum, nesterov, weightDecay } = recipe;
  const newLearner = (seed: number) =>
    createLearner({
      ...{ ...smallImages, model: 'resnet8', width: 2, seed },
      ...{ momentum, nesterov, weightDecay },
    });
  const before = tf.memory().numTensors;
  const learner = newLearner(1);
  const { run, records, columns } = fakeRun(
    {},
    {
      ...{ recipe, schedule: fullSchedule(recipe), data, learner, newLearner },
      ledger: newLedger(SAMPLES, smallImages.classes),
    },
  );
  expect(await trainRun(run)).toBe('finished');
  learner.dispose();
  return { records, columns, leaked: tf.memory().numTensors - before };
}

/** Short, where a policy trains models of its own. */
const shortly = ({ settings }: HidingPolicy) =>
  Object.fromEntries(
    Object.keys(settings)
      .filter((setting) => /Epochs$/.test(setting))
      .map((setting) => [setting, 1]),
  );

describe.each(Object.entries(hidingPolicies))('training with %s', (name, policy) => {
  test('ends with finite losses, counts that add up, and no tensor left', async () => {
    const { records, columns, leaked } = await trained({ policy: name, ...shortly(policy) });
    expect(records).toHaveLength(4);
    for (const [epoch, record] of records.entries()) {
      expect(Number.isFinite(record.testLoss) && Number.isFinite(record.trainLoss)).toBe(true);
      expect(record.backwardSamples).toBeLessThanOrEqual(record.forwardSamples);
      const hidden = Array.from({ length: SAMPLES }, (_, sample) =>
        Number(hasBit(columns[epoch].hidden, sample)),
      );
      expect(hidden.reduce((sum, bit) => sum + bit)).toBe(record.hidden);
    }
    expect(leaked).toBe(0);
  });

  test('gives the same record again', async () => {
    const again = async () => {
      const { records } = await trained({ policy: name, ...shortly(policy) });
      return records.map(({ seconds: _, ...record }) => record);
    };
    expect(await again()).toEqual(await again());
  });
});

describe.each(viewPolicyNames)('training with the view policy %s', (view) => {
  test('ends with finite losses on fewer pixels than whole images, or as many', async () => {
    const { records, leaked } = await trained({ view });
    const shown = records.map((record) => record.forwardPixels / record.forwardSamples);
    expect(Math.max(...shown)).toBe(pixels);
    if (view !== 'none') expect(Math.min(...shown)).toBeLessThan(pixels);
    expect(records.every(({ testLoss }) => Number.isFinite(testLoss))).toBe(true);
    expect(leaked).toBe(0);
  });
});

test('training with replayed samples is the same again, and leaves no tensor', async () => {
  const view = { view: 'efficienttrain-plus-plus', replay: true };
  const settings = { ...view, policy: 'none', mixup: 0.2, epochs: 10 };
  const again = async () => {
    const { records, leaked } = await trained(settings);
    expect(leaked).toBe(0);
    return records.map(({ seconds: _, ...record }) => record);
  };
  const records = await again();
  expect(records.every(({ testLoss }) => Number.isFinite(testLoss))).toBe(true);
  expect(new Set(records.map(({ backwardSamples }) => backwardSamples / SAMPLES))).toEqual(
    new Set([4, 2, 1]),
  );
  expect(await again()).toEqual(records);
});

test('a smoothed, mixed and augmented step keeps facts of the samples’ own labels', async () => {
  const { records, leaked } = await trained({ mixup: 0.2, cutmix: 1, labelSmoothing: 0.1 });
  expect(records.every(({ trainLoss }) => Number.isFinite(trainLoss))).toBe(true);
  expect(leaked).toBe(0);
});
