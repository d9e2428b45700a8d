import type { Batch } from '../../src/training/data-source.ts';
import { normals } from '../engine/numbers.ts';

/** Small images in three classes that differ in brightness, so that a model can learn them. */
export const smallImages = {
  imageHeight: 8,
  imageWidth: 9,
  channels: 1,
  classes: 3,
};

export function smallBatch(size: number, index: number): Batch {
  const pixelsPerImage = smallImages.imageHeight * smallImages.imageWidth;
  const labels = Int32Array.from({ length: size }, (_, i) => (i + index) % smallImages.classes);
  const pixels = normals(size * pixelsPerImage, index).map(
    (value, i) => value + labels[Math.floor(i / pixelsPerImage)] - 1,
  );
  return { samples: Uint32Array.from({ length: size }, (_, i) => i), pixels, labels };
}
