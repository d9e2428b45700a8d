import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropChannel, lowFrequencyCrop } from '../../../src/core/view/low-frequency-crop.ts';
import { resampleImage } from '../../../src/core/view/resample-image.ts';
import { axisResampling } from '../../../src/core/view/resampling.ts';
import { cutSpectrumOf, farthest } from './cut-spectrum.ts';

const images = fc
  .record({
    height: fc.integer({ min: 2, max: 9 }),
    width: fc.integer({ min: 2, max: 9 }),
    channels: fc.constantFrom(1, 3),
  })
  .chain((shape) => {
    const length = shape.height * shape.width * shape.channels;
    return fc.record({
      shape: fc.constant(shape),
      pixels: fc.uint8Array({ minLength: length, maxLength: length }),
      height: fc.integer({ min: 1, max: shape.height }),
      width: fc.integer({ min: 1, max: shape.width }),
    });
  });

describe('an image as a view shows it', () => {
  it('is its cut spectrum by the definition', () => {
    fc.assert(
      fc.property(images, ({ shape, pixels, height, width }) => {
        const view = { height, width, resampling: 'frequency' } as const;
        const found = resampleImage(pixels, shape, view);
        const expected = cutSpectrumOf(Float32Array.from(pixels), shape, view, shape.channels);
        expect(farthest(found, expected)).toBeLessThan(1e-3);
      }),
    );
  });

  it('is the low-frequency crop of a square channel', () => {
    const pixels = Float32Array.from({ length: 28 * 28 }, (_, i) => (i * 37) % 256);
    const shape = { height: 28, width: 28, channels: 1 };
    const view = { height: 20, width: 20, resampling: 'frequency' } as const;
    const expected = cropChannel(lowFrequencyCrop(28, 20), pixels);
    expect(farthest(resampleImage(pixels, shape, view), expected)).toBeLessThan(1e-4);
  });

  it('weighs lines and columns by the matrices of the other resamplings', () => {
    fc.assert(
      fc.property(images, ({ shape, pixels, height, width }) => {
        const view = { height, width, resampling: 'lanczos' } as const;
        const found = resampleImage(pixels, shape, view);
        const down = axisResampling('lanczos', shape.height, height).matrix;
        const across = axisResampling('lanczos', shape.width, width).matrix;
        const expected = Array.from(found, (_, i) => {
          const c = i % shape.channels;
          const n = Math.floor(i / shape.channels) % width;
          const m = Math.floor(i / (shape.channels * width));
          let sum = 0;
          for (let s = 0; s < shape.height; s++)
            for (let t = 0; t < shape.width; t++)
              sum +=
                down[m * shape.height + s] *
                across[n * shape.width + t] *
                pixels[(s * shape.width + t) * shape.channels + c];
          return sum;
        });
        expect(farthest(found, expected)).toBeLessThan(1e-3);
      }),
    );
  });

  it('is the image itself where the view is whole', () => {
    const pixels = Uint8Array.of(1, 2, 3, 4);
    const shape = { height: 2, width: 2, channels: 1 };
    expect([...resampleImage(pixels, shape, { ...shape, resampling: 'lanczos' })]).toEqual([
      1, 2, 3, 4,
    ]);
  });
});
