import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/core/augment/canvas.ts';
import {
  rotate,
  shearX,
  shearY,
  translateX,
  translateY,
} from '../../../src/core/augment/geometry.ts';
import { anyImage, changed, FILL, mapped, shapeOf, valueAt, type Image } from './images.ts';

type Point = [x: number, y: number];

/** Where a pixel of the result comes from, from the middle of the image. */
const origins: [string, Operation, (x: number, y: number, amount: number) => Point][] = [
  ['shearX', shearX, (x, y, amount) => [x + amount * y, y]],
  ['shearY', shearY, (x, y, amount) => [x, y + amount * x]],
  ['translateX', translateX, (x, y, amount) => [x + amount, y]],
  ['translateY', translateY, (x, y, amount) => [x, y + amount]],
  [
    'rotate',
    rotate,
    (x, y, degrees) => {
      const [radius, angle] = [Math.hypot(x, y), Math.atan2(y, x) + (degrees / 180) * Math.PI];
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    },
  ],
];

const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most);

/** By the tent function over all pixels and a border of one that repeats the edge. */
function interpolated(image: Image, u: number, v: number, c: number): number {
  const { height, width } = image.shape;
  const tent = (distance: number) => Math.max(0, 1 - Math.abs(distance));
  let sum = 0;
  for (let row = -1; row <= height; row++) {
    for (let column = -1; column <= width; column++) {
      const weight = tent(u - column) * tent(v - row);
      sum += weight * valueAt(image, clamp(row, height - 1), clamp(column, width - 1), c);
    }
  }
  return sum;
}

describe.each(origins)('%s', (_, operation, origin) => {
  it('leaves the image as it is at 0', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        expect(changed(operation, image, 0)).toEqual([...image.pixels]);
      }),
    );
  });

  it('takes every pixel from its origin, between pixels bilinearly, and fills what is uncovered', () => {
    const amounts = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(anyImage, amounts, fc.constantFrom(1, 0.02), (image, size, scale) => {
        const amount = size * scale;
        const { height, width } = image.shape;
        const found = changed(operation, image, amount);
        const expected = mapped(image.shape, (row, column, c) => {
          const [x, y] = origin(column - (width - 1) / 2, row - (height - 1) / 2, amount);
          const [u, v] = [x + (width - 1) / 2, y + (height - 1) / 2];
          // How far within the image; at 0 rounding decides.
          const inside = Math.min(u + 0.5, width - 0.5 - u, v + 0.5, height - 0.5 - v);
          if (Math.abs(inside) < 1e-9) return NaN;
          return inside > 0 ? interpolated(image, u, v, c) : FILL[c];
        });
        const wrong = expected.filter((value, i) => Math.abs(found[i] - value) > 0.5 + 1e-9);
        expect(wrong).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('whole pixels', () => {
  it('are translated to the left and up', () => {
    const image = { shape: shapeOf(2, 3), pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(changed(translateX, image, 1)).toEqual([2, 3, 7, 5, 6, 7]);
    expect(changed(translateX, image, -2)).toEqual([7, 7, 1, 7, 7, 4]);
    expect(changed(translateY, image, 1)).toEqual([4, 5, 6, 7, 7, 7]);
    expect(changed(translateY, image, 2)).toEqual([7, 7, 7, 7, 7, 7]);
  });

  it('are turned counter-clockwise by 90 degrees', () => {
    const image = { shape: shapeOf(3, 3), pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
    expect(changed(rotate, image, 90)).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    expect(changed(rotate, image, -90)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('are turned upside down by 180 degrees, square or not', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        const { height, width } = image.shape;
        expect(changed(rotate, image, 180)).toEqual(
          mapped(image.shape, (row, column, c) =>
            valueAt(image, height - 1 - row, width - 1 - column, c),
          ),
        );
      }),
    );
  });

  it('are sheared by one a row', () => {
    const image = { shape: shapeOf(3, 3), pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 8, 9, 10) };
    expect(changed(shearX, image, 1)).toEqual([7, 1, 2, 4, 5, 6, 9, 10, 7]);
    expect(changed(shearY, image, 1)).toEqual([7, 2, 6, 1, 5, 10, 4, 9, 7]);
  });
});
