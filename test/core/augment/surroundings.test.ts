import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { color, sharpness } from '../../../src/core/augment/surroundings.ts';
import { anyImage, changed, mapped, shapeOf, valueAt } from './images.ts';

const factors = fc.double({ min: -1, max: 1, noNaN: true });

describe('color', () => {
  it('moves every channel away from the luma of its pixel', () => {
    fc.assert(
      fc.property(anyImage, factors, (image, amount) => {
        fc.pre(image.shape.channels === 3);
        const expected = mapped(image.shape, (row, column, c) => {
          const [red, green, blue] = [0, 1, 2].map((k) => valueAt(image, row, column, k));
          const grey = (299 * red + 587 * green + 114 * blue) / 1000;
          return grey + (1 + amount) * (valueAt(image, row, column, c) - grey);
        });
        const found = changed(color, image, amount);
        found.forEach((value, i) => {
          const cut = Math.min(Math.max(expected[i], 0), 255);
          expect(Math.abs(value - cut)).toBeLessThanOrEqual(0.5 + 1e-9);
        });
      }),
    );
  });

  it('is grey at -1, and nothing at 0', () => {
    const image = { shape: shapeOf(1, 2, 3), pixels: Uint8Array.of(255, 0, 0, 0, 255, 0) };
    expect(changed(color, image, -1)).toEqual([76, 76, 76, 150, 150, 150]);
    expect(changed(color, image, 0)).toEqual([...image.pixels]);
  });

  it('leaves an image of one channel as it is', () => {
    const image = { shape: shapeOf(1, 3), pixels: Uint8Array.of(1, 100, 255) };
    expect(changed(color, image, 0.9)).toEqual([1, 100, 255]);
  });
});

describe('sharpness', () => {
  it('moves inner pixels away from their smoothed value, and leaves the edge as it is', () => {
    fc.assert(
      fc.property(anyImage, factors, (image, amount) => {
        const { height, width } = image.shape;
        const expected = mapped(image.shape, (row, column, c) => {
          const value = valueAt(image, row, column, c);
          const onEdge = row === 0 || column === 0 || row === height - 1 || column === width - 1;
          if (onEdge) return value;
          let smooth = (4 * value) / 13;
          for (const y of [row - 1, row, row + 1]) {
            for (const x of [column - 1, column, column + 1])
              smooth += valueAt(image, y, x, c) / 13;
          }
          return smooth + (1 + amount) * (value - smooth);
        });
        changed(sharpness, image, amount).forEach((value, i) => {
          const cut = Math.min(Math.max(expected[i], 0), 255);
          expect(Math.abs(value - cut)).toBeLessThanOrEqual(0.5 + 1e-9);
        });
      }),
    );
  });

  it('leaves the image as it is at 0', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        expect(changed(sharpness, image, 0)).toEqual([...image.pixels]);
      }),
    );
  });

  it('spreads a bright pixel over its neighbours at -1', () => {
    const pixels = new Uint8Array(25);
    pixels[12] = 130;
    expect(changed(sharpness, { shape: shapeOf(5, 5), pixels }, -1)).toEqual([
      0, 0, 0, 0, 0, 0, 10, 10, 10, 0, 0, 10, 50, 10, 0, 0, 10, 10, 10, 0, 0, 0, 0, 0, 0,
    ]);
  });
});
