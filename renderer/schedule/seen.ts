/** One sample as training shows it, for people to look at. */
import { newAugmenter } from '../../src/core/augment/augmenter.ts';
import { pixelsOf, type SampleShape } from '../../src/core/record/sample-shape.ts';
import type { Augmentation } from '../../src/core/view/augmentation.ts';
import { resampleImage } from '../../src/core/view/resample-image.ts';
import type { View } from '../../src/core/view/resampling.ts';

export type Picture = {
  sample: number;
  /** height x width x channels. */
  pixels: Uint8Array;
  shape: SampleShape;
  /** A channel's, of the training split, in 0 … 1. */
  mean: readonly number[];
  std: readonly number[];
};

/**
 * The picture varied and shown, as the data source and the learner do it, in red, green, blue and
 * opacity. Values that a resampling takes beyond black and white are cut.
 * @param augmentation null where the image stays as it is
 */
export function seenAs(
  picture: Picture,
  augmentation: Augmentation | null,
  view: View,
): Uint8ClampedArray<ArrayBuffer> {
  const { pixels, shape } = picture;
  const shown = resampleImage(
    augmentation === null ? pixels : varied(picture, augmentation),
    shape,
    view,
  );
  const rgba = new Uint8ClampedArray(4 * view.height * view.width);
  for (let pixel = 0; pixel < view.height * view.width; pixel++) {
    for (let c = 0; c < 3; c++) {
      rgba[4 * pixel + c] = shown[pixel * shape.channels + (shape.channels === 1 ? 0 : c)];
    }
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}

/** Values of 0 … 255, but for the noise of what is erased, which is of normalised pixels. */
function varied(
  { sample, pixels, shape, mean, std }: Picture,
  augmentation: Augmentation,
): Float32Array {
  const { channels } = shape;
  const deviation = std.map((channel) => (channel > 0 ? channel : 1));
  const augmenter = newAugmenter(augmentation, shape, mean);
  const normalised = Float32Array.from(
    augmenter.vary(sample, pixels, 0),
    (value, i) => (value / 255 - mean[i % channels]) / deviation[i % channels],
  );
  augmenter.erase(sample, normalised, 0);
  return normalised.map((value, i) => 255 * (value * deviation[i % channels] + mean[i % channels]));
}

/** The first channels of a picture that a canvas gave as red, green, blue and opacity. */
export function pixelsFrom(rgba: Uint8ClampedArray, shape: SampleShape): Uint8Array {
  const { channels } = shape;
  return Uint8Array.from(
    { length: pixelsOf(shape) },
    (_, i) => rgba[4 * Math.floor(i / channels) + (i % channels)],
  );
}
