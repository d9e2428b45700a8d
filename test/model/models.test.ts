/** What holds for every model of the registry. */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { lastMapSide } from '../../src/core/recipe/model-stride.ts';
import { modelNames } from '../../src/core/recipe/parameters.ts';
import { cpu } from '../../src/engine/cpu.ts';
import { tf } from '../../src/engine/tf.ts';
import { forwardFlops, trainFlops } from '../../src/model/cost.ts';
import {
  evaluationLayers,
  frozenLayers,
  trainingLayers,
  withoutClassifier,
} from '../../src/model/layers.ts';
import { isConvolution } from '../../src/model/model.ts';
import { models } from '../../src/model/registry.ts';
import { initialValues, statisticsOf, weightsOf } from '../../src/model/weights.ts';
import { normalTensor, relativeDifference } from '../engine/numbers.ts';
import { cifar, initialTensors, modelShapes, pixelsAfter } from './tensors.ts';

beforeAll(() => cpu.prepare());

describe.each(modelNames)('the model %s', (name) => {
  test('takes every image of at least 8x8', () => {
    fc.assert(
      fc.property(modelShapes, fc.integer({ min: 1, max: 3 }), (shape, batch) => {
        const model = models[name]({ ...shape, width: Math.min(3, shape.width) });
        const shapesOut = tf.tidy(() => {
          const pixels = normalTensor<never>(
            [batch, shape.imageHeight, shape.imageWidth, shape.channels],
            1,
          );
          const layers = trainingLayers(initialTensors(model), () => undefined);
          return model.forward(pixels, layers).shape;
        });
        expect(shapesOut).toEqual([batch, shape.classes]);
      }),
      { numRuns: 10 },
    );
  });

  test('leaves as many pixels of a side to its last maps as the core says', () => {
    for (let side = 1; side <= 40; side++) {
      const shape = { ...cifar, width: 1, imageHeight: side, imageWidth: side };
      const last = models[name](shape).layers.filter(isConvolution).at(-1);
      expect(last).toMatchObject({
        outHeight: lastMapSide(name, side),
        outWidth: lastMapSide(name, side),
      });
    }
  });

  test('carries out its layers in their order, each with the size that it says', () => {
    const shape = { ...cifar, width: 1, imageHeight: 9, imageWidth: 10 };
    const model = models[name](shape);
    const seen: string[] = [];
    tf.tidy(() => {
      const layers = trainingLayers(initialTensors(model), () => undefined);
      const pixels = normalTensor<never>([2, 9, 10, 3], 1);
      model.forward(pixels, {
        ...layers,
        convolve(x, layer) {
          seen.push(layer.name);
          const y = layers.convolve(x, layer);
          expect(layer.normalised).toBe(false);
          expect(y.shape).toEqual([2, layer.outHeight, layer.outWidth, layer.outChannels]);
          return y;
        },
        convolveNormalise(x, layer, options) {
          seen.push(layer.name);
          const y = layers.convolveNormalise(x, layer, options);
          expect(layer.normalised).toBe(true);
          expect(y.shape).toEqual([2, layer.outHeight, layer.outWidth, layer.outChannels]);
          return y;
        },
        normaliseRelu(x, layer) {
          seen.push(layer.name);
          expect(x.shape[3]).toBe(layer.channels);
          return layers.normaliseRelu(x, layer);
        },
      });
    });
    const listed = model.layers.map(({ name }) => name);
    expect(new Set(listed).size).toBe(listed.length);
    // A shortcut stands after the convolutions of its block, but may be carried out before them.
    expect([...seen].sort()).toEqual([...listed].sort());
    const isShortcut = (layer: string) => layer.endsWith('.shortcut');
    expect(seen.filter((layer) => !isShortcut(layer))).toEqual(
      listed.filter((layer) => !isShortcut(layer)),
    );
  });

  test('without its classifier gives what the last layer is given', () => {
    const model = models[name]({ ...cifar, width: 1 });
    tf.tidy(() => {
      const layers = trainingLayers(initialTensors(model), () => undefined);
      const pixels = normalTensor<never>([2, 8, 8, 3], 1);
      const embedding = model.forward(pixels, withoutClassifier(layers));
      expect(embedding.shape).toEqual([2, model.features]);
      expect(layers.classify(embedding).dataSync()).toEqual(
        model.forward(pixels, layers).dataSync(),
      );
    });
  });

  test('trains at three times the cost of its forward pass, but for the gradient of the pixels', () => {
    fc.assert(
      fc.property(modelShapes, (shape) => {
        const model = models[name](shape);
        const stem = 9 * shape.channels * shape.width * pixelsAfter(shape, 0);
        expect(trainFlops(model)).toBe(3 * forwardFlops(model) - 2 * stem);
      }),
    );
  });

  test('evaluates as it trains where the running statistics are those of the batch', () => {
    const shape = { ...cifar, width: 3, imageHeight: 9, imageWidth: 10 };
    const model = models[name](shape);
    const [training, evaluation, again, frozen] = tf.tidy(() => {
      const pixels = normalTensor<never>([4, 9, 10, 3], 1);
      const weights = initialTensors(model);
      const statistics = new Map<string, Tensor1D>();
      const positionsOf = new Map<string, number>();
      const layers = trainingLayers(weights, (statistic, value, positions) => {
        statistics.set(statistic, value);
        positionsOf.set(statistic, positions);
      });
      const training = model.forward(pixels, layers).dataSync();
      for (const layer of model.layers)
        if ('outHeight' in layer && layer.normalised)
          for (const kind of ['mean', 'variance'])
            expect(positionsOf.get(`${layer.name}.${kind}`)).toBe(
              4 * layer.outHeight * layer.outWidth,
            );
      expect([...statistics.keys()].sort()).toEqual(
        statisticsOf(model)
          .map(({ name }) => name)
          .sort(),
      );
      const folded: Parameters<typeof evaluationLayers>[2] = new Map();
      const evaluate = () =>
        model.forward(pixels, evaluationLayers(weights, statistics, folded)).dataSync();
      const frozen = model.forward(pixels, frozenLayers(weights, statistics)).dataSync();
      const results = [training, evaluate(), evaluate(), frozen];
      tf.dispose([...folded.values()]);
      return results;
    });
    expect(relativeDifference(evaluation, training)).toBeLessThan(1e-4);
    // The second time with the filters that the first one folded.
    expect(again).toEqual(evaluation);
    expect(relativeDifference(frozen, training)).toBeLessThan(1e-4);
  });

  test('filters begin with the variance of He, scales with 1, everything else with 0', () => {
    const weights = weightsOf(models[name](cifar));
    weights.forEach((weight, index) => {
      const values = initialValues(weight, 1, index);
      const [, kind] = /\.(\w+)$/.exec(weight.name)!;
      if (kind === 'scale') expect(values.every((value) => value === 1)).toBe(true);
      else if (kind === 'offset' || kind === 'bias')
        expect(values.every((value) => value === 0)).toBe(true);
      else {
        const fanIn = values.length / weight.shape.at(-1)!;
        const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
        expect(square * (fanIn / 2)).toBeGreaterThan(0.7);
        expect(square * (fanIn / 2)).toBeLessThan(1.3);
      }
    });
  });

  test('every array of the state has a name of its own', () => {
    const model = models[name](cifar);
    const names = [...weightsOf(model), ...statisticsOf(model)].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('initial weights depend on the seed and on the place, and on nothing else', () => {
  const [filter] = weightsOf(models.resnet8(cifar));
  expect(initialValues(filter, 1, 0)).toEqual(initialValues(filter, 1, 0));
  expect(initialValues(filter, 1, 0)).not.toEqual(initialValues(filter, 2, 0));
  expect(initialValues(filter, 1, 0)).not.toEqual(initialValues(filter, 1, 1));
});
