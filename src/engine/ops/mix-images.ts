import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { defineOperation } from './operation.ts';

/** A part of an image, in pixels. */
export type Box = { top: number; left: number; height: number; width: number };

export type MixAttributes = { share: number; box: Box | null };

const mix = defineOperation({
  name: 'MixImages',
  compose: ({ x, partner }: { x: Tensor4D; partner: Tensor1D }, { share, box }: MixAttributes) => {
    const other = tf.gather(x, partner);
    if (!box) return [tf.add(tf.mul(x, share), tf.mul(other, 1 - share))];
    const [, height, width, channels] = x.shape;
    const inside = new Float32Array(height * width * channels);
    for (let row = box.top; row < box.top + box.height; row++) {
      const start = (row * width + box.left) * channels;
      inside.fill(1, start, start + box.width * channels);
    }
    const mask = tf.tensor3d(inside, [height, width, channels]);
    const outside = tf.sub(1, mask);
    return [tf.add(tf.mul(x, outside), tf.mul(other, mask))];
  },
});

/**
 * Every image of a batch [N, H, W, C] seen together with another one, the one that `partner` [N,
 * int32] names. Without a box this is mixup (Zhang et al. 2018): share · x + (1 - share) · x of the
 * partner. With one it is CutMix (Yun et al. 2019): inside of the box the partner, outside x; the
 * share is not asked. No gradient.
 * @throws RangeError where the box is not inside of the image
 */
export function mixImages(
  x: Tensor4D,
  partner: Tensor1D,
  share: number,
  box: Box | null,
): Tensor4D {
  const [, height, width] = x.shape;
  if (box && !isInside(box, height, width)) {
    const { top, left, height: rows, width: columns } = box;
    throw new RangeError(
      `A box of ${rows} x ${columns} pixels at ${top}, ${left} is not inside of an image of ${height} x ${width}.`,
    );
  }
  return mix({ x, partner }, { share, box })[0] as Tensor4D;
}

const isInside = (box: Box, height: number, width: number) =>
  Object.values(box).every((side) => Number.isInteger(side) && side >= 0) &&
  box.top + box.height <= height &&
  box.left + box.width <= width;
