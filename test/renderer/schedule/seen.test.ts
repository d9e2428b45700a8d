import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelsFrom, seenAs } from '../../../renderer/schedule/seen.ts';
import { newAugmenter } from '../../../src/core/augment/augmenter.ts';
import { augmentationPolicies, type Augmentation } from '../../../src/core/view/augmentation.ts';
import { resampleImage } from '../../../src/core/view/resample-image.ts';
import { resamplings, type View } from '../../../src/core/view/resampling.ts';
import { fillBatch } from '../../../src/dataset/source/fill.ts';
import { pixelTable } from '../../../src/dataset/source/normalise.ts';

const [mean, std] = [
  [0.3, 0.5, 0.6],
  [0.2, 0, 0.3],
];
const shape = { height: 8, width: 6, channels: 3 };
const split = {
  count: 3,
  shape,
  pixels: Uint8Array.from({ length: 3 * 8 * 6 * 3 }, (_, i) => (i * 53) % 256),
  labels: Uint8Array.of(0, 1, 2),
};
const pictureOf = (sample: number) => ({
  ...{ sample, shape, mean, std },
  pixels: split.pixels.subarray(sample * 144, (sample + 1) * 144),
});

const augmentations: fc.Arbitrary<Augmentation> = fc.record({
  seed: fc.nat(50),
  epoch: fc.nat(50),
  cropPadding: fc.nat(3),
  flip: fc.boolean(),
  policy: fc.constantFrom(...augmentationPolicies),
  magnitude: fc.double({ min: 0, max: 10, noNaN: true }),
  erase: fc.constantFrom(0, 0.5, 1),
});
const views: fc.Arbitrary<View> = fc.record({
  height: fc.integer({ min: 1, max: 8 }),
  width: fc.integer({ min: 1, max: 6 }),
  resampling: fc.constantFrom(...resamplings),
});

describe('a sample as it is seen', () => {
  it('is what the data source and the view make of it, no longer normalised', () => {
    fc.assert(
      fc.property(augmentations, views, fc.nat(2), (augmentation, view, sample) => {
        const filled = new Float32Array(144);
        const augmenter = newAugmenter(augmentation, shape, mean);
        const table = pixelTable(mean, std);
        fillBatch(split, table, augmenter, Uint32Array.of(sample), filled, new Int32Array(1));
        const trained = resampleImage(filled, shape, view);
        const seen = seenAs(pictureOf(sample), augmentation, view);
        expect(seen).toHaveLength(4 * view.height * view.width);
        trained.forEach((value, i) => {
          const c = i % 3;
          const expected = 255 * (value * (std[c] || 1) + mean[c]);
          const found = seen[4 * Math.floor(i / 3) + c];
          // Rounded to a whole value, and float32 until then.
          expect(Math.abs(found - Math.min(255, Math.max(0, expected)))).toBeLessThan(0.51);
        });
      }),
    );
  });

  it('is the picture itself where nothing is varied and the view is whole', () => {
    const seen = seenAs(pictureOf(1), null, { height: 8, width: 6, resampling: 'frequency' });
    expect(pixelsFrom(seen, shape)).toEqual(pictureOf(1).pixels.slice());
  });

  it('of one channel is grey', () => {
    const grey = { ...pictureOf(0), shape: { height: 1, width: 2, channels: 1 } };
    const seen = seenAs({ ...grey, pixels: Uint8Array.of(7, 9) }, null, {
      ...{ height: 1, width: 2, resampling: 'lanczos' },
    });
    expect([...seen]).toEqual([7, 7, 7, 255, 9, 9, 9, 255]);
  });
});
