import type { Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { resampleImage } from '../../../src/core/view/resample-image.ts';
import { axisResampling, resamplings, type View } from '../../../src/core/view/resampling.ts';
import { fallbacks } from '../../../src/engine/onednn/fallback.ts';
import { resampler } from '../../../src/engine/ops/resample.ts';
import { tf } from '../../../src/engine/tf.ts';
import { cutSpectrumOf, farthest } from '../../core/view/cut-spectrum.ts';
import { normals } from '../numbers.ts';
import { describeEngines } from '../usable.ts';

type Images = { batch: number; height: number; width: number; channels: number };

/** Images on the prepared engine, as a view shows them; nothing of it stays. */
function shown(pixels: Float32Array, images: Images, view: View): Float32Array {
  const { batch, height, width, channels } = images;
  const made = resampler(
    axisResampling(view.resampling, height, view.height),
    axisResampling(view.resampling, width, view.width),
    batch,
    channels,
  );
  const values = tf.tidy(() => {
    const x: Tensor4D = tf.tensor4d(pixels, [batch, height, width, channels]);
    const seen = made.apply(x);
    expect(seen.shape).toEqual([batch, view.height, view.width, channels]);
    return seen.dataSync();
  });
  made.dispose();
  return Float32Array.from(values as Float32Array);
}

const sizeOf = ({ batch, height, width, channels }: Images) => batch * height * width * channels;

describeEngines((engine) => {
  beforeAll(() => engine.prepare());

  test.each([2, 3, 5, 8, 9])(
    'cuts the spectrum exactly to every size below %d pixels, and to other heights than widths',
    (side) => {
      const images = { batch: 2, height: side, width: side + 2, channels: 2 };
      const pixels = normals(sizeOf(images), side);
      for (let height = 1; height <= images.height; height++) {
        for (let width = 1; width <= images.width; width++) {
          const found = shown(pixels, images, { height, width, resampling: 'frequency' });
          const expected = cutSpectrumOf(pixels, images, { height, width }, 2);
          expect(farthest(found, expected), `${height} x ${width}`).toBeLessThan(1e-5);
        }
      }
    },
  );

  test.each([
    [28, 20, 1],
    [32, 24, 3],
    [33, 31, 3],
  ])('cuts the spectrum exactly from %d to %d pixels with %d channels', (from, to, channels) => {
    const images = { batch: 3, height: from, width: from, channels };
    const pixels = normals(sizeOf(images), 1);
    const found = shown(pixels, images, { height: to, width: to, resampling: 'frequency' });
    const expected = cutSpectrumOf(pixels, images, { height: to, width: to }, channels);
    expect(farthest(found, expected)).toBeLessThan(1e-5);
  });

  test('samples a cosine below half the frequencies on the smaller grid', () => {
    const wave = (height: number, width: number) =>
      Float32Array.from({ length: height * width }, (_, i) => {
        const turns = (3 * Math.floor(i / width)) / height - (4 * (i % width)) / width;
        return Math.cos(2 * Math.PI * turns + 0.4);
      });
    const images = { batch: 1, height: 20, width: 21, channels: 1 };
    const view: View = { height: 8, width: 12, resampling: 'frequency' };
    expect(farthest(shown(wave(20, 21), images, view), wave(8, 12))).toBeLessThan(1e-5);
  });

  test.each(resamplings)('%s keeps a constant image, each channel its own', (resampling) => {
    const images = { batch: 2, height: 13, width: 10, channels: 3 };
    const pixels = Float32Array.from({ length: sizeOf(images) }, (_, i) => (i % 3) - 0.75);
    const found = shown(pixels, images, { height: 8, width: 5, resampling });
    const expected = Float32Array.from({ length: 2 * 8 * 5 * 3 }, (_, i) => (i % 3) - 0.75);
    expect(farthest(found, expected)).toBeLessThan(1e-5);
  });

  test.each(['lanczos', 'bilinear'] as const)('%s weighs lines and columns', (resampling) => {
    const images = { batch: 2, height: 9, width: 12, channels: 2 };
    const pixels = normals(sizeOf(images), 2);
    const found = shown(pixels, images, { height: 5, width: 16, resampling });
    const down = axisResampling(resampling, 9, 5).matrix;
    const across = axisResampling(resampling, 12, 16).matrix;
    const expected = Float64Array.from({ length: 2 * 5 * 16 * 2 }, (_, i) => {
      const [image, m, n, c] = [Math.floor(i / 160), Math.floor(i / 32) % 5, (i >> 1) % 16, i % 2];
      let sum = 0;
      for (let s = 0; s < 9; s++)
        for (let t = 0; t < 12; t++)
          sum += down[m * 9 + s] * across[n * 12 + t] * pixels[((image * 9 + s) * 12 + t) * 2 + c];
      return sum;
    });
    expect(farthest(found, expected)).toBeLessThan(1e-5);
  });

  // On a screen a step is 1 / 255 of the range, which is at least some hundredths of a deviation.
  test.each(resamplings)('%s is what the pictures for people are made by', (resampling) => {
    const images = { batch: 1, height: 32, width: 28, channels: 3 };
    const pixels = normals(sizeOf(images), 4);
    for (const side of [4, 9, 16, 24]) {
      const view = { height: side, width: side, resampling };
      const found = shown(pixels, images, view);
      expect(farthest(found, resampleImage(pixels, images, view))).toBeLessThan(1e-5);
    }
  });

  test('keeps an axis of the same size to the bit, and leaves nothing behind', () => {
    fallbacks.clear();
    const before = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
    const images = { batch: 2, height: 7, width: 6, channels: 3 };
    const pixels = normals(sizeOf(images), 3);
    for (const resampling of resamplings)
      expect(shown(pixels, images, { height: 7, width: 6, resampling })).toEqual(pixels);
    expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(before);
    expect([...fallbacks]).toEqual([]);
  });
});
