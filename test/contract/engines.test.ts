/** What every engine of the registry must do, with the reference as the judge. */
import { beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../src/engine/cpu.ts';
import { selfTest } from '../../src/engine/self-test.ts';
import { tf } from '../../src/engine/tf.ts';
import type { ModelName } from '../../src/model/registry.ts';
import { createLearner, type LearnerSettings } from '../../src/training/tfjs-learner.ts';
import { relativeDifference } from '../engine/numbers.ts';
import { describeEngines } from '../engine/usable.ts';
import { smallBatch, smallImages } from '../training/batches.ts';

const settings: Omit<LearnerSettings, 'model'> = {
  ...smallImages,
  width: 2,
  seed: 1,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 0.0005,
};

/** All that a step can be told. */
const how = {
  weights: Float32Array.of(2, 0, 0.5),
  labelSmoothing: 0.1,
  mix: {
    partner: Int32Array.of(1, 2, 0),
    share: 0.7,
    box: { top: 1, left: 0, height: 2, width: 5 },
  },
  view: { height: 4, width: 6, resampling: 'frequency' },
} as const;

/** Facts of every kind of step and forward pass, and the state after them, on the engine prepared last. */
async function smallRun(model: ModelName) {
  const learner = createLearner({ ...settings, model });
  const facts = [
    await learner.step(smallBatch(7, 0), 0.05),
    await learner.step(smallBatch(1, 1), 0.05),
    await learner.forward(smallBatch(7, 2)),
    await learner.step(smallBatch(3, 3), 0.05, how),
    await learner.forward(smallBatch(7, 4), { view: how.view, mode: 'train' }),
    await learner.forward(smallBatch(7, 5), { view: how.view }),
  ];
  const state = await learner.state();
  learner.dispose();
  return { facts, state };
}

describeEngines((engine) => {
  test('the self-test passes', async () => {
    expect(await selfTest(engine)).toBeNull();
  });

  describe.each(['resnet8', 'wrn-16-4'] as const)('a small %s', (model) => {
    let expected: Awaited<ReturnType<typeof smallRun>>;
    let found: Awaited<ReturnType<typeof smallRun>>;

    beforeAll(async () => {
      await cpu.prepare();
      expected = await smallRun(model);
      await engine.prepare();
      found = await smallRun(model);
    });

    test('gives the reference’s facts of every sample', () => {
      found.facts.forEach(({ loss, confidence, predicted }, i) => {
        expect(relativeDifference(loss, expected.facts[i].loss)).toBeLessThan(1e-3);
        expect(relativeDifference(confidence, expected.facts[i].confidence)).toBeLessThan(1e-3);
        expect(predicted).toEqual(expected.facts[i].predicted);
      });
    });

    test('gives the reference’s weights, running statistics and optimiser slots', () => {
      found.state.forEach(({ name, shape, values }, i) => {
        expect({ name, shape }).toEqual({
          name: expected.state[i].name,
          shape: expected.state[i].shape,
        });
        expect(relativeDifference(values, expected.state[i].values), name).toBeLessThan(1e-3);
      });
    });

    test('gives the same bytes again', async () => {
      await engine.prepare();
      expect(await smallRun(model)).toEqual(found);
    });

    test('leaves no tensor and no data behind', async () => {
      await engine.prepare();
      const before = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
      await smallRun(model);
      expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(before);
    });
  });
});
