import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import {
  convolve,
  NO_PADDING,
  type ConvolutionPadding,
} from '../../../src/engine/ops/convolution.ts';
import { tf } from '../../../src/engine/tf.ts';
import { normalTensor, relativeDifference, valuesOn } from '../numbers.ts';
import { describeEngines } from '../usable.ts';

const ONE_PIXEL: ConvolutionPadding = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

type Layer = { filterSize: 1 | 3; stride: 1 | 2; pad: ConvolutionPadding };
const layers: Layer[] = [
  { filterSize: 3, stride: 1, pad: ONE_PIXEL },
  { filterSize: 3, stride: 2, pad: ONE_PIXEL },
  { filterSize: 1, stride: 1, pad: NO_PADDING },
  { filterSize: 1, stride: 2, pad: NO_PADDING },
];

describeEngines((engine) => {
  test.each(layers)(
    'a layer with a filter of $filterSize and a stride of $stride gives what tf.conv2d does, gradients too',
    async ({ filterSize, stride, pad }) => {
      const valuesOf = (operation: (x: Tensor4D, filter: Tensor4D) => Tensor4D) => () => {
        const inputs = [
          normalTensor<Tensor4D>([2, 7, 6, 3], 1),
          normalTensor<Tensor4D>([filterSize, filterSize, 3, 5], 2),
        ];
        const y = operation(inputs[0], inputs[1]);
        const gradients = tf.grads((...[x, filter]: Tensor[]) =>
          operation(x as Tensor4D, filter as Tensor4D),
        )(inputs, normalTensor(y.shape, 3));
        return [y, ...gradients];
      };
      const found = await valuesOn(
        engine,
        valuesOf((x, filter) => convolve(x, filter, stride, pad)),
      );
      const expected = await valuesOn(
        cpu,
        valuesOf((x, filter) => tf.conv2d(x, filter, stride, pad)),
      );
      found.forEach((values, i) =>
        expect(relativeDifference(values, expected[i])).toBeLessThan(1e-5),
      );
    },
  );

  test('an input of two convolutions gets the gradients of both', async () => {
    const [found, once] = await valuesOn(engine, () => {
      const filter = normalTensor<Tensor4D>([3, 3, 2, 4], 2);
      const layer = (x: Tensor) => convolve(x as Tensor4D, filter, 1, ONE_PIXEL);
      const x = normalTensor([1, 5, 4, 2], 1);
      const dy = () => normalTensor([1, 5, 4, 4], 3);
      return [tf.grad((x: Tensor) => tf.add(layer(x), layer(x)))(x, dy()), tf.grad(layer)(x, dy())];
    });
    expect(
      relativeDifference(
        found,
        once.map((value) => 2 * value),
      ),
    ).toBeLessThan(1e-6);
  });

  test('a filter alone gets the gradient that it has together with its input', async () => {
    const [alone, [, together]] = [
      await valuesOn(engine, () => {
        const x = normalTensor<Tensor4D>([2, 5, 4, 2], 1);
        const layer = (filter: Tensor) => convolve(x, filter as Tensor4D, 1, ONE_PIXEL);
        return [tf.grad(layer)(normalTensor([3, 3, 2, 4], 2), normalTensor([2, 5, 4, 4], 3))];
      }),
      await valuesOn(engine, () =>
        tf.grads((...[x, filter]: Tensor[]) =>
          convolve(x as Tensor4D, filter as Tensor4D, 1, ONE_PIXEL),
        )(
          [normalTensor([2, 5, 4, 2], 1), normalTensor([3, 3, 2, 4], 2)],
          normalTensor([2, 5, 4, 4], 3),
        ),
      ),
    ];
    expect(alone[0]).toEqual(together);
  });
});
