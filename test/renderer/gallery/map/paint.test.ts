import { expect, test } from 'vitest';
import { densityPixels, type Density } from '../../../../renderer/gallery/map/paint.ts';

/** Two columns and two rows, the bottom row first. */
const density: Density = {
  ...{ columns: 2, rows: 2 },
  all: Uint32Array.of(100, 1, 0, 10),
  found: Uint32Array.of(0, 1, 0, 0),
  right: Float32Array.of(1, 0, NaN, 0.5),
};
const colours = { by: 'outcome', right: [0, 0, 200], wrong: [200, 0, 0] } as const;
const pixel = (pixels: Uint8ClampedArray, i: number) => [...pixels.subarray(4 * i, 4 * i + 4)];

test('the bottom row of the map is the last of the picture', () => {
  const pixels = densityPixels(density, colours);
  expect(pixel(pixels, 2)).toEqual([0, 0, 200, 255]);
  expect(pixel(pixels, 3).slice(0, 3)).toEqual([200, 0, 0]);
});

test('a cell without samples is not painted, and one with a single sample is seen', () => {
  const pixels = densityPixels(density, colours);
  expect(pixel(pixels, 0)).toEqual([0, 0, 0, 0]);
  expect(pixel(pixels, 3)[3]).toBeGreaterThan(70);
});

test('a colour between the two says the share that is right', () => {
  expect(pixel(densityPixels(density, colours), 1).slice(0, 3)).toEqual([100, 0, 100]);
});

test('what is found has its colour, whatever else is there', () => {
  const pixels = densityPixels(density, { by: 'found', found: [1, 2, 3], rest: [9, 9, 9] });
  expect(pixel(pixels, 3).slice(0, 3)).toEqual([1, 2, 3]);
  expect(pixel(pixels, 2).slice(0, 3)).toEqual([9, 9, 9]);
});
