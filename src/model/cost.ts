import type { Model } from './model.ts';
import { sizeOf, weightsOf } from './weights.ts';

/** Numbers that training fits. */
export const parameterCount = (model: Model): number =>
  weightsOf(model).reduce((sum, weight) => sum + sizeOf(weight), 0);

/** Floating-point operations of one image's forward pass: two for each multiply-add of a layer. */
export function forwardFlops(model: Model): number {
  const multiplyAdds = model.convolutions.reduce(
    (sum, { inChannels, outChannels, outHeight, outWidth }) =>
      sum + 9 * inChannels * outChannels * outHeight * outWidth,
    model.features * model.classes,
  );
  return 2 * multiplyAdds;
}
