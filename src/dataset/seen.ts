/** A sample as the network saw it, by the code that fills the batches of training. */
import { newAugmenter } from '../core/augment/augmenter.ts';
import type { DatasetRecord } from '../core/record/dataset.ts';
import { pixelsOf } from '../core/record/sample-shape.ts';
import type { Showing } from '../core/recipe/showing.ts';
import { resampleImage } from '../core/view/resample-image.ts';
import { fillSample } from './source/fill.ts';
import { pixelTable } from './source/normalise.ts';

export type Seen = {
  /** What the data source hands to the learner: height x width x channels, normalised. */
  handed: Float32Array;
  /** That as the view shows it. */
  shown: Float32Array;
  height: number;
  width: number;
  /** What the augmentation did, in words. */
  done: string[];
};

/**
 * @param sample its position within its split
 * @param pixels its picture: height x width x channels of the data set
 */
export function seenAs(
  record: Pick<DatasetRecord, 'height' | 'width' | 'channels' | 'pixelMean' | 'pixelStd'>,
  sample: number,
  pixels: Uint8Array,
  { augmentation, view }: Pick<Showing, 'augmentation' | 'view'>,
): Seen {
  const { height, width, channels, pixelMean, pixelStd } = record;
  const shape = { height, width, channels };
  const done: string[] = [];
  const tell = (what: string) => void done.push(what);
  const augmenter = augmentation && newAugmenter(augmentation, shape, pixelMean, tell);
  const handed = new Float32Array(pixelsOf(shape));
  fillSample({ shape, pixels }, pixelTable(pixelMean, pixelStd), augmenter, sample, 0, handed, 0);
  const side = view ?? { height, width };
  const shown = view === null ? handed : resampleImage(handed, shape, view);
  return { handed, shown, height: side.height, width: side.width, done };
}

/** Normalised values as pixels that people can look at; what is beyond black and white is cut. */
export function pictureOf(
  values: Float32Array,
  { pixelMean, pixelStd }: Pick<DatasetRecord, 'pixelMean' | 'pixelStd'>,
): Uint8Array<ArrayBuffer> {
  const channels = pixelMean.length;
  const pixels = new Uint8ClampedArray(values.length);
  values.forEach((value, i) => {
    const deviation = pixelStd[i % channels] > 0 ? pixelStd[i % channels] : 1;
    pixels[i] = 255 * (value * deviation + pixelMean[i % channels]);
  });
  return new Uint8Array(pixels.buffer);
}
