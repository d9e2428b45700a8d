import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { AxisResampling } from '../../core/view/resampling.ts';
import { tf } from '../tf.ts';

/** The matrices of a resampling on the engine; they stay until `dispose`. */
export type Resampler = {
  /** [N, H, W, C] -> [N, H', W', C], without a gradient. */
  apply(x: Tensor4D): Tensor4D;
  dispose(): void;
};

/**
 * Resamples batches of `batch` images with `channels` values a pixel in two products. The first
 * takes whole lines, as one large product with the columns' matrix for each channel; the second has
 * the lines' matrix once for every image, because no engine repeats a factor fast. The frequencies
 * without a partner are a second term in both: it doubles the lines in between, and the second
 * product takes it off as it adds the terms.
 */
export function resampler(
  down: AxisResampling,
  across: AxisResampling,
  batch: number,
  channels: number,
): Resampler {
  const terms = down.unpaired && across.unpaired ? 2 : 1;
  const columns = tf.keep(acrossMatrix(across, terms, channels));
  const lines = tf.keep(downMatrices(down, terms, batch));
  return {
    apply: (x) =>
      tf.tidy(() => {
        const pixels = tf.reshape(x, [batch * down.from, across.from * channels]);
        const narrow = tf.matMul<Tensor2D>(pixels, columns);
        const stacked = tf.reshape(narrow, [batch, down.from * terms, across.to * channels]);
        const seen = tf.matMul<Tensor3D>(lines, stacked);
        return tf.reshape(seen, [batch, down.to, across.to, channels]);
      }),
    dispose: () => tf.dispose([columns, lines]),
  };
}

const sign = (place: number) => (place % 2 === 0 ? 1 : -1);

/** [W·C, terms·W'·C]: every term's matrix, transposed, on each channel by itself. */
function acrossMatrix(
  { from, to, matrix, unpaired }: AxisResampling,
  terms: number,
  channels: number,
): Tensor2D {
  const length = terms * to * channels;
  const second = terms === 2 ? unpaired : null;
  const values = new Float32Array(from * channels * length);
  for (let s = 0; s < from; s++) {
    for (let m = 0; m < to; m++) {
      for (let c = 0; c < channels; c++) {
        const at = (s * channels + c) * length + m * channels + c;
        values[at] = matrix[m * from + s];
        if (second) values[at + to * channels] = sign(m) * second[s];
      }
    }
  }
  return tf.tensor2d(values, [from * channels, length]);
}

/** [N, H', H·terms]: the terms of a line next to each other, the second with the sign of what is taken off. */
function downMatrices(
  { from, to, matrix, unpaired }: AxisResampling,
  terms: number,
  batch: number,
): Tensor3D {
  const size = to * from * terms;
  const second = terms === 2 ? unpaired : null;
  const values = new Float32Array(batch * size);
  for (let m = 0; m < to; m++) {
    for (let s = 0; s < from; s++) {
      const at = (m * from + s) * terms;
      values[at] = matrix[m * from + s];
      if (second) values[at + 1] = -sign(m) * second[s];
    }
  }
  for (let image = 1; image < batch; image++) values.copyWithin(image * size, 0, size);
  return tf.tensor3d(values, [batch, to, from * terms]);
}
