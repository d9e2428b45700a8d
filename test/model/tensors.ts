import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { tf } from '../../src/engine/tf.ts';
import type { Model, ModelShape } from '../../src/model/model.ts';
import { initialValues, weightsOf } from '../../src/model/weights.ts';

export const cifar: ModelShape = {
  width: 16,
  imageHeight: 32,
  imageWidth: 32,
  channels: 3,
  classes: 10,
};

export const modelShapes: fc.Arbitrary<ModelShape> = fc.record({
  width: fc.integer({ min: 1, max: 6 }),
  imageHeight: fc.integer({ min: 8, max: 15 }),
  imageWidth: fc.integer({ min: 8, max: 15 }),
  channels: fc.constantFrom(1, 3),
  classes: fc.integer({ min: 1, max: 11 }),
});

/** Pixels of an image after so many strides of 2. */
export const pixelsAfter = ({ imageHeight, imageWidth }: ModelShape, halvings: number): number =>
  Math.ceil(imageHeight / 2 ** halvings) * Math.ceil(imageWidth / 2 ** halvings);

/** A model's weights before the first step, by name. */
export const initialTensors = (model: Model, seed = 1): Map<string, Tensor> =>
  new Map(
    weightsOf(model).map((weight, index) => [
      weight.name,
      tf.tensor(initialValues(weight, seed, index), weight.shape),
    ]),
  );
