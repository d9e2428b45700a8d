import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream.ts';
import { erase } from '../../../src/core/augment/erase.ts';
import { shapeOf } from './images.ts';

const UNTOUCHED = 1000;

/** The erased images of so many streams; what is not erased is 1000. */
const erased = (height: number, width: number, channels = 1, count = 400) =>
  Array.from({ length: count }, (_, index) => {
    const pixels = new Float32Array(height * width * channels).fill(UNTOUCHED);
    erase(
      shapeOf(height, width, channels),
      pixels,
      0,
      randomStream({ seed: 5, purpose: 'x', index }),
    );
    return pixels;
  });

/** The smallest box around what was erased, and how many values were erased in all. */
function boxOf(pixels: Float32Array, width: number, channels: number) {
  const at = [...pixels.keys()].filter((i) => pixels[i] !== UNTOUCHED);
  const rows = at.map((i) => Math.floor(i / channels / width));
  const columns = at.map((i) => Math.floor(i / channels) % width);
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  const height = Math.max(...rows) - top + 1;
  return { top, left, height, width: Math.max(...columns) - left + 1, values: at.length };
}

describe('random erasing', () => {
  it.each([
    [28, 28, 1],
    [20, 40, 3],
  ])('takes a whole box of every channel, within %i x %i x %i', (height, width, channels) => {
    for (const pixels of erased(height, width, channels)) {
      const box = boxOf(pixels, width, channels);
      expect(box.values).toBe(box.height * box.width * channels);
    }
  });

  it('takes 2 % to a third of the area, and 17.7 % in the mean', () => {
    const shares = erased(100, 100).map((pixels) => boxOf(pixels, 100, 1).values / 10_000);
    // Rounding to whole pixels adds half a pixel to a side at most.
    expect(Math.min(...shares)).toBeGreaterThan(0.02 * 0.95);
    expect(Math.max(...shares)).toBeLessThan((1 / 3) * 1.02);
    // Of a uniform share; hardly a box of this range does not fit into a square.
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    const deviation = (1 / 3 - 0.02) / Math.sqrt(12 * shares.length);
    expect(Math.abs(mean - (1 / 3 + 0.02) / 2)).toBeLessThan(4 * deviation);
  });

  it('takes lying and standing boxes equally often, up to 3.3 times as long as wide', () => {
    const ratios = erased(100, 100).map((pixels) => {
      const { height, width } = boxOf(pixels, 100, 1);
      return Math.log(height / width);
    });
    const limit = Math.log(1 / 0.3);
    expect(Math.max(...ratios.map(Math.abs))).toBeLessThan(limit + 0.1);
    const mean = ratios.reduce((a, b) => a + b) / ratios.length;
    expect(Math.abs(mean)).toBeLessThan((4 * limit) / Math.sqrt(3 * ratios.length));
  });

  it('takes no box as high or as wide as the image', () => {
    const lying = erased(4, 40).map((pixels) => boxOf(pixels, 40, 1).height);
    expect(Math.max(...lying.filter(Number.isFinite))).toBe(3);
    const standing = erased(40, 4).map((pixels) => boxOf(pixels, 4, 1).width);
    expect(Math.max(...standing.filter(Number.isFinite))).toBe(3);
  });

  it('reaches every pixel', () => {
    const images = erased(9, 6);
    const reached = images[0].map((_, i) => images.filter((p) => p[i] !== UNTOUCHED).length);
    expect(Math.min(...reached)).toBeGreaterThan(0);
  });

  it('fills the box with normal noise of mean 0 and deviation 1', () => {
    const noise = erased(28, 28, 3, 100).flatMap((pixels) =>
      [...pixels].filter((value) => value !== UNTOUCHED),
    );
    const mean = noise.reduce((a, b) => a + b) / noise.length;
    const square = noise.reduce((a, b) => a + b * b, 0) / noise.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(noise.length));
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / noise.length));
  });

  it('leaves the images around it as they are', () => {
    const pixels = new Float32Array(3 * 64).fill(UNTOUCHED);
    erase(shapeOf(8, 8), pixels, 64, randomStream({ seed: 5, purpose: 'x' }));
    expect(pixels.subarray(64, 128).some((value) => value !== UNTOUCHED)).toBe(true);
    expect(new Set(pixels.subarray(0, 64))).toEqual(new Set([UNTOUCHED]));
    expect(new Set(pixels.subarray(128))).toEqual(new Set([UNTOUCHED]));
  });

  it('leaves an image into which no box fits', () => {
    for (const pixels of erased(1, 1, 3, 20)) expect(new Set(pixels)).toEqual(new Set([UNTOUCHED]));
  });
});
