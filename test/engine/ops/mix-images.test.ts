import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mixImages } from '../../../src/engine/ops/mix-images.ts';
import { tf } from '../../../src/engine/tf.ts';
import { normals, relativeDifference, valuesOn } from '../numbers.ts';
import { describeEngines } from '../usable.ts';

const side = fc.integer({ min: 1, max: 9 });

const mixes = fc
  .record({ batch: side, height: side, width: side, channels: fc.constantFrom(1, 3) })
  .chain((shape) => {
    const { batch, height, width } = shape;
    const span = (size: number) =>
      fc
        .tuple(fc.nat(size), fc.nat(size))
        .map((ends) => [Math.min(...ends), Math.abs(ends[0] - ends[1])]);
    return fc.record({
      shape: fc.constant(shape),
      partner: fc.array(fc.nat(batch - 1), { minLength: batch, maxLength: batch }),
      share: fc.float({ min: 0, max: 1, noNaN: true }),
      box: fc
        .tuple(span(height), span(width))
        .map(([[top, height], [left, width]]) => ({ top, left, height, width })),
    });
  });

describeEngines((engine) => {
  test('mixup adds the shares, CutMix puts the partner into the box', async () => {
    await fc.assert(
      fc.asyncProperty(mixes, async ({ shape, partner, share, box }) => {
        const { batch, height, width, channels } = shape;
        const size = height * width * channels;
        const x = normals(batch * size, 1);
        const [mixup, cutMix] = await valuesOn(engine, () => {
          const images = tf.tensor4d(x, [batch, height, width, channels]);
          const partners = tf.tensor1d(partner, 'int32');
          return [
            mixImages(images, partners, share, null),
            mixImages(images, partners, share, box),
          ];
        });
        const other = x.map((_, at) => x[partner[Math.floor(at / size)] * size + (at % size)]);
        const shares = x.map((own, at) => share * own + (1 - share) * other[at]);
        expect(relativeDifference(mixup, shares)).toBeLessThan(1e-6);
        const isInside = (at: number) => {
          const pixel = Math.floor((at % size) / channels);
          const [row, column] = [Math.floor(pixel / width), pixel % width];
          const down = row >= box.top && row < box.top + box.height;
          return down && column >= box.left && column < box.left + box.width;
        };
        expect(cutMix).toEqual(x.map((own, at) => (isInside(at) ? other[at] : own)));
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    { top: -1, left: 0, height: 2, width: 2 },
    { top: 0, left: 3, height: 2, width: 2 },
    { top: 0, left: 0, height: 5, width: 2 },
    { top: 0.5, left: 0, height: 1, width: 1 },
  ])('a box that is not inside of the image is refused: %j', async (box) => {
    await engine.prepare();
    const mix = () =>
      tf.tidy(() => {
        const images: Tensor4D = tf.zeros([2, 4, 4, 1]);
        return mixImages(images, tf.tensor1d([1, 0], 'int32'), 0.5, box);
      });
    expect(mix).toThrow(RangeError);
  });
});
