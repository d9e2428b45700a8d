import fc from 'fast-check';
import { expect, it } from 'vitest';
import { place } from '../../../src/core/augment/placement.ts';
import { anyImage, mapped, valueAt } from './images.ts';

it('a placed image is the crop of the padded one, mirrored if asked, wherever it begins', () => {
  const offset = fc.integer({ min: -9, max: 9 });
  const bytes = fc.nat(5);
  fc.assert(
    fc.property(
      anyImage,
      offset,
      offset,
      fc.boolean(),
      bytes,
      (image, down, across, mirror, begin) => {
        const { shape, pixels } = image;
        const { height, width } = shape;
        const among = new Uint8Array(begin + pixels.length + 3).fill(99);
        among.set(pixels, begin);
        // What was there before must not shine through.
        const to = new Uint8Array(pixels.length).fill(55);
        place(shape, among, begin, to, down, across, mirror);
        const expected = mapped(shape, (row, column, c) => {
          const y = row + down;
          const x = (mirror ? width - 1 - column : column) + across;
          return y >= 0 && y < height && x >= 0 && x < width ? valueAt(image, y, x, c) : 0;
        });
        expect([...to]).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
