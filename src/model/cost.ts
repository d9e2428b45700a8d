import { isConvolution, type Model } from './model.ts';
import { sizeOf, weightsOf } from './weights.ts';

/** Numbers that training fits. */
export const parameterCount = (model: Model): number =>
  weightsOf(model).reduce((sum, weight) => sum + sizeOf(weight), 0);

/** Multiply-adds of one image's forward pass through each convolution, in their order. */
const multiplyAdds = (model: Model): number[] =>
  model.layers
    .filter(isConvolution)
    .map(
      ({ filterSize, inChannels, outChannels, outHeight, outWidth }) =>
        filterSize * filterSize * inChannels * outChannels * outHeight * outWidth,
    );

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Floating-point operations of one image's forward pass: two for each multiply-add of a layer. */
export const forwardFlops = (model: Model): number =>
  2 * (sum(multiplyAdds(model)) + model.features * model.classes);

/**
 * Floating-point operations of training on one image: each multiply-add of the forward pass comes
 * back in the gradients of a layer's input and of its weights, but the pixels need no gradient.
 */
export const trainFlops = (model: Model): number =>
  3 * forwardFlops(model) - 2 * multiplyAdds(model)[0];
