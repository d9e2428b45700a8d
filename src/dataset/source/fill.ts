import type { Augmenter } from '../../core/augment/augmenter.ts';
import { pixelsOf, type SampleShape } from '../../core/record/sample-shape.ts';
import type { Samples } from '../samples.ts';
import { normalise, type PixelTable } from './normalise.ts';

/**
 * Writes the pixels (NHWC) and labels of `samples` to the beginnings of `pixels` and `labels`,
 * varied by the augmenter if there is one.
 * @throws RangeError for a sample that the split does not have; nothing is written then
 */
export function fillBatch(
  split: Samples,
  table: PixelTable,
  augmenter: Augmenter | null,
  samples: Uint32Array,
  pixels: Float32Array,
  labels: Int32Array,
): void {
  for (const sample of samples) {
    if (sample >= split.count) {
      throw new RangeError(`There is no sample ${sample} in a split of ${split.count}.`);
    }
  }
  const size = pixelsOf(split.shape);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    fillSample(split, table, augmenter, sample, sample * size, pixels, i * size);
    labels[i] = split.labels[sample];
  }
}

/** Writes the image of `sample`, which begins at `begin` of `from.pixels`, from `at` of `to` on. */
export function fillSample(
  { shape, pixels }: { shape: SampleShape; pixels: Uint8Array },
  table: PixelTable,
  augmenter: Augmenter | null,
  sample: number,
  begin: number,
  to: Float32Array,
  at: number,
): void {
  const size = pixelsOf(shape);
  if (augmenter === null) {
    normalise(table, size, pixels, begin, to, at);
  } else {
    const varied = augmenter.vary(sample, pixels, begin);
    normalise(table, size, varied, 0, to, at);
    augmenter.erase(sample, to, at);
  }
}
