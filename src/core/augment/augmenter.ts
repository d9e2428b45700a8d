import { randomStream } from '../random/stream.ts';
import type { Augmentation } from '../view/augmentation.ts';
import type { SampleShape } from '../record/sample-shape.ts';
import { newCanvas, pixelValue } from './canvas.ts';
import { erase } from './erase.ts';
import { place } from './placement.ts';
import type { Policy } from './policy.ts';
import { randAugment } from './randaugment.ts';
import { trivialAugmentWide } from './trivialaugment.ts';

/** Varies images of one shape, one at a time: first their pixels, then what they are normalised to. */
export type Augmenter = {
  /** The image of `sample`, which begins at `begin` of `pixels`, varied; valid until the next call. */
  vary(sample: number, pixels: Uint8Array, begin: number): Uint8Array;
  /** Erases a part of the normalised image of `sample`, which begins at `begin` of `pixels`, or nothing. */
  erase(sample: number, pixels: Float32Array, begin: number): void;
};

const policies: Record<Augmentation['policy'], Policy | null> = {
  none: null,
  randaugment: randAugment,
  'trivialaugment-wide': trivialAugmentWide,
};

/**
 * `pixelMean` is the mean a channel of the training split, in 0 … 1; `tell` hears in words what is
 * done to each image.
 */
export function newAugmenter(
  augmentation: Augmentation,
  shape: SampleShape,
  pixelMean: readonly number[],
  tell: ((done: string) => void) | null = null,
): Augmenter {
  const { seed, epoch, cropPadding, flip, magnitude } = augmentation;
  const policy = policies[augmentation.policy];
  const fill = pixelMean.map((mean) => (policy?.fill === 'mean' ? pixelValue(255 * mean) : 0));
  const canvas = newCanvas(shape, fill, tell);
  const places = 2 * cropPadding + 1;
  return {
    vary(sample, pixels, begin) {
      const random = randomStream({ seed, purpose: 'augment', epoch, index: sample });
      // Drawn also where they are off, so that turning one on shifts none of the others.
      const down = random.below(places) - cropPadding;
      const across = random.below(places) - cropPadding;
      const mirrored = random.float() < 0.5;
      place(shape, pixels, begin, canvas.pixels, down, across, flip && mirrored);
      if (tell !== null) {
        if (down !== 0) tell(`moved ${Math.abs(down)} px ${down > 0 ? 'up' : 'down'}`);
        if (across !== 0) tell(`moved ${Math.abs(across)} px ${across > 0 ? 'left' : 'right'}`);
        if (flip && mirrored) tell('mirrored left to right');
      }
      policy?.vary(canvas, magnitude, random);
      return canvas.pixels;
    },
    erase(sample, pixels, begin) {
      if (augmentation.erase === 0) return;
      const random = randomStream({ seed, purpose: 'erase', epoch, index: sample });
      if (random.float() >= augmentation.erase) return;
      const box = erase(shape, pixels, begin, random);
      if (box !== null) tell?.(`a box of ${box.height} x ${box.width} px erased`);
    },
  };
}
