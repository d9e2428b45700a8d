/** Scores and gradients in evaluation mode, against the model of plain tfjs operations on the reference. */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { cpu } from '../../src/engine/cpu.ts';
import { fallbacks } from '../../src/engine/onednn/fallback.ts';
import { tf } from '../../src/engine/tf.ts';
import type { Layers } from '../../src/model/model.ts';
import { models, type ModelName } from '../../src/model/registry.ts';
import { weightsOf } from '../../src/model/weights.ts';
import type { StateArray } from '../../src/training/learner.ts';
import { createLearner, type LearnerSettings } from '../../src/training/tfjs-learner.ts';
import { relativeDifference } from '../engine/numbers.ts';
import { describeEngines } from '../engine/usable.ts';
import { smallBatch, smallImages } from './batches.ts';

const settings: Omit<LearnerSettings, 'model'> = {
  ...smallImages,
  width: 3,
  seed: 1,
  momentum: 0.9,
  nesterov: false,
  weightDecay: 0,
};

const batch = smallBatch(5, 9);

/** Evaluation by tf.conv2d and tf.batchNorm. */
function plainLayers(tensors: Map<string, Tensor>): Layers {
  const of = <T extends Tensor>(name: string) => tensors.get(name) as T;
  const normalise = (x: Tensor4D, name: string) =>
    tf.batchNorm(
      x,
      of<Tensor1D>(`${name}.mean`),
      of<Tensor1D>(`${name}.variance`),
      of<Tensor1D>(`${name}.offset`),
      of<Tensor1D>(`${name}.scale`),
      1e-5,
    );
  const convolve: Layers['convolve'] = (x, { name, filterSize, stride }) =>
    tf.conv2d(x, of<Tensor4D>(`${name}.filter`), stride, filterSize === 3 ? 1 : 0);
  return {
    convolve,
    convolveNormalise(x, layer, { relu, add }) {
      const y = normalise(convolve(x, layer), layer.name);
      const sum = add ? tf.add<Tensor4D>(y, add) : y;
      return relu ? tf.relu(sum) : sum;
    },
    normaliseRelu: (x, { name }) => tf.relu(normalise(x, name)),
    classify(features) {
      return tf.add(tf.matMul(features, of<Tensor2D>('dense.kernel')), of<Tensor1D>('dense.bias'));
    },
  };
}

/** Every weight's gradient of one sample's loss, on the reference. */
async function gradientsOf(model: ModelName, state: StateArray[], sample: number) {
  await cpu.prepare();
  const network = models[model]({ ...settings });
  const names = weightsOf(network).map(({ name }) => name);
  const size = batch.pixels.length / batch.labels.length;
  return tf.tidy(() => {
    const tensors = new Map<string, Tensor>(
      state.map(({ name, shape, values }) => [name, tf.tensor(values.slice(), shape)]),
    );
    const pixels = tf.tensor4d(
      batch.pixels.slice(sample * size, (sample + 1) * size),
      [1, 8, 9, 1],
    );
    const gradients = tf.grads((...weights: Tensor[]) => {
      weights.forEach((weight, i) => tensors.set(names[i], weight));
      const layers = plainLayers(tensors);
      const found = network.forward(pixels, layers);
      const oneHot = tf.oneHot(tf.tensor1d([batch.labels[sample]], 'int32'), settings.classes);
      return tf.losses.softmaxCrossEntropy<Tensor, Tensor>(oneHot, found);
    })(names.map((name) => tensors.get(name) as Tensor));
    return gradients.map((gradient) => Float32Array.from(gradient.dataSync()));
  });
}

const norm = (arrays: Float32Array[]) =>
  Math.sqrt(
    arrays.reduce((sum, array) => sum + Array.from(array).reduce((s, v) => s + v * v, 0), 0),
  );

describeEngines((engine) => {
  test.each(['resnet8', 'wrn-16-4'] as const)(
    '%s has the scores and the gradients of the reference, changes nothing and leaves nothing behind',
    async (model) => {
      await engine.prepare();
      const learner = createLearner({ ...settings, model });
      // So that the running statistics are not where they began.
      for (let i = 0; i < 3; i++) await learner.step(smallBatch(12, i), 0.05);
      const before = await learner.state();
      await learner.forward(batch);
      fallbacks.clear();
      const tensors = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
      const found = {
        el2n: await learner.scores(batch, 'el2n'),
        grand: await learner.scores(batch, 'grand'),
        full: await learner.scores(batch, 'grand-full'),
        gradient: await learner.lastLayerGradient(batch),
      };
      expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(tensors);
      expect([...fallbacks]).toEqual([]);
      expect(await learner.state()).toEqual(before);
      learner.dispose();

      const references: Float32Array[][] = [];
      for (const sample of batch.labels.keys())
        references.push(await gradientsOf(model, before, sample));
      const lastOf = (gradients: Float32Array[]) => gradients.slice(-2).flatMap((of) => [...of]);
      const expected = {
        // The gradient of the bias is softmax - one-hot.
        el2n: references.map((gradients) => norm(gradients.slice(-1))),
        grand: references.map((gradients) => norm(gradients.slice(-2))),
        full: references.map((gradients) => norm(gradients)),
        gradient: lastOf(references[0]).map(
          (_, at) =>
            references.reduce((sum, gradients) => sum + lastOf(gradients)[at], 0) /
            references.length,
        ),
      };
      for (const what of ['el2n', 'grand', 'full', 'gradient'] as const)
        expect(relativeDifference(found[what], expected[what]), what).toBeLessThan(1e-3);
    },
  );
});
