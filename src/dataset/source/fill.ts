import type { Augmenter } from '../../core/augment/augmenter.ts';
import { pixelsOf } from '../../core/record/sample-shape.ts';
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
    if (augmenter === null) {
      normalise(table, size, split.pixels, sample * size, pixels, i * size);
    } else {
      const varied = augmenter.vary(sample, split.pixels, sample * size);
      normalise(table, size, varied, 0, pixels, i * size);
      augmenter.erase(sample, pixels, i * size);
    }
    labels[i] = split.labels[sample];
  }
}
