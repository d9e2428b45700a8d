import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelNames } from '../../../src/core/recipe/parameters.ts';
import { cpu } from '../../../src/engine/cpu.ts';
import { fallbacks } from '../../../src/engine/onednn/fallback.ts';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { tf } from '../../../src/engine/tf.ts';
import { createLearner } from '../../../src/training/tfjs-learner.ts';
import { smallBatch, smallImages } from '../../training/batches.ts';
import { normalTensor } from '../numbers.ts';
import { describeOnednn } from '../usable.ts';

beforeEach(() => fallbacks.clear());
afterEach(() => fallbacks.clear());

const matrix = () => normalTensor<Tensor2D>([4, 6], 1);
const image = () => normalTensor<Tensor4D>([2, 5, 6, 3], 2);
const integers = () => tf.tensor1d([3, -1, 7, 0, 2], 'int32');
const truths = () => tf.tensor1d([1, 0, 1, 1, 0], 'bool');

/** Operations that no native kernel has, and a kernel that each must count. */
const operations: [what: string, kernel: string, compute: () => Tensor | Tensor[]][] = [
  ['a product of elements', 'Multiply', () => tf.mul(matrix(), 3)],
  ['a sum over the last axis', 'Sum', () => tf.sum(matrix(), 1)],
  ['a sum with stretched columns', 'Add', () => tf.add(matrix(), normalTensor([4, 1], 3))],
  ['a list of inputs, joined', 'Concat', () => tf.concat([matrix(), matrix()], 1)],
  ['a list of inputs, stacked', 'Pack', () => tf.stack([integers(), integers()])],
  ['a list of inputs, added', 'AddN', () => tf.addN([matrix(), matrix(), matrix()])],
  ['several outputs of a split', 'SplitV', () => tf.split(matrix(), [1, 2, 3], 1)],
  ['several outputs of unstacking', 'Unpack', () => tf.unstack(matrix())],
  [
    'several outputs of two types',
    'TopK',
    () => {
      const { values, indices } = tf.topk(matrix(), 2);
      return [values, indices];
    },
  ],
  [
    'the distinct ones',
    'Unique',
    () => {
      const { values, indices } = tf.unique(tf.tensor1d([1, 1, 5, 1], 'int32'));
      return [values, indices];
    },
  ],
  ['integers', 'Maximum', () => tf.maximum(integers(), tf.scalar(1, 'int32'))],
  ['integers to floats', 'Cast', () => tf.cast(integers(), 'float32')],
  ['floats to integers', 'Cast', () => tf.cast(matrix(), 'int32')],
  ['integers to truths', 'Cast', () => tf.cast(integers(), 'bool')],
  ['truths', 'LogicalNot', () => tf.logicalNot(truths())],
  ['truths and integers', 'Select', () => tf.where(truths(), integers(), tf.neg(integers()))],
  ['a comparison', 'Greater', () => tf.greater(integers(), 1)],
  ['the largest', 'ArgMax', () => tf.argMax(matrix(), 1)],
  ['a transpose', 'Transpose', () => tf.transpose(matrix())],
  ['a slice', 'Slice', () => tf.slice(matrix(), [1, 2], [2, 3])],
  ['a strided slice', 'StridedSlice', () => tf.stridedSlice(matrix(), [0, 1], [4, 6], [2, 2])],
  ['some rows', 'GatherV2', () => tf.gather(matrix(), tf.tensor1d([2, 0, 2], 'int32'))],
  ['a pooling', 'MaxPool', () => tf.maxPool(image(), 2, 2, 'same')],
  ['a mean pooling', 'AvgPool', () => tf.avgPool(image(), 2, 1, 'valid')],
  [
    'a convolution a channel',
    'DepthwiseConv2dNative',
    () => tf.depthwiseConv2d(image(), normalTensor<Tensor4D>([3, 3, 3, 2], 4), 1, 'same'),
  ],
  [
    'a convolution with another activation',
    'FusedConv2D',
    () =>
      tf.fused.conv2d({
        x: image(),
        filter: normalTensor<Tensor4D>([3, 3, 3, 4], 4),
        strides: 1,
        pad: 'same',
        activation: 'relu6',
      }),
  ],
  ['a resized image', 'ResizeBilinear', () => tf.image.resizeBilinear(image(), [7, 4])],
  ['softmax', 'Softmax', () => tf.softmax(matrix())],
  ['a tensor without elements', 'Multiply', () => tf.mul(tf.zeros([0, 3]), 2)],
];

/** Types, shapes and values of an operation's results. */
function resultsOf(compute: () => Tensor | Tensor[]) {
  const results = tf.tidy(compute);
  const list = Array.isArray(results) ? results : [results];
  const described = list.map((tensor) => ({
    dtype: tensor.dtype,
    shape: tensor.shape,
    values: [...tensor.dataSync()],
  }));
  tf.dispose(list);
  return described;
}

describeOnednn('what the engine onednn has no kernel for', () => {
  test.each(operations)(
    '(%s) is computed by the reference’s %s, and counted',
    async (_, kernel, compute) => {
      await cpu.prepare();
      const expected = resultsOf(compute);
      await onednn.prepare();
      const before = { ...tf.memory(), data: tf.backend().numDataIds() };
      expect(resultsOf(compute)).toEqual(expected);
      expect(fallbacks.get(kernel)).toBeGreaterThan(0);
      const after = { ...tf.memory(), data: tf.backend().numDataIds() };
      expect([after.numTensors, after.data]).toEqual([before.numTensors, before.data]);
    },
  );

  test('leaves nothing behind in the reference', async () => {
    await onednn.prepare();
    const reference = tf.findBackend('cpu');
    const before = reference.numDataIds();
    for (const [, , compute] of operations) resultsOf(compute);
    expect(reference.numDataIds()).toBe(before);
  });

  test('counts every fall, kernel by kernel', async () => {
    await onednn.prepare();
    tf.tidy(() => {
      for (let i = 0; i < 3; i++) tf.transpose(matrix());
      tf.argMax(matrix());
    });
    expect(Object.fromEntries(fallbacks)).toEqual({ Transpose: 3, ArgMax: 1 });
  });

  test('has the gradients of the reference', async () => {
    const gradient = () =>
      resultsOf(() => {
        const f = (x: Tensor) => tf.mean(tf.tanh(tf.mul(tf.square(x), tf.exp(x))));
        return tf.grad(f)(matrix());
      });
    await cpu.prepare();
    const expected = gradient();
    await onednn.prepare();
    expect(gradient()).toEqual(expected);
  });

  test('takes and gives strings', async () => {
    await onednn.prepare();
    tf.tidy(() => {
      const words = tf.tensor(['a', 'bc', 'ü'], [3], 'string');
      expect(words.dataSync()).toEqual(['a', 'bc', 'ü']);
      expect(tf.reshape(tf.clone(words), [3, 1]).arraySync()).toEqual([['a'], ['bc'], ['ü']]);
      expect(tf.concat([words, words]).dataSync()).toEqual(['a', 'bc', 'ü', 'a', 'bc', 'ü']);
      expect(tf.slice(words, [1], [2]).dataSync()).toEqual(['bc', 'ü']);
      expect([...tf.equal(words, tf.scalar('bc')).dataSync()]).toEqual([0, 1, 0]);
    });
  });

  test('says so of an operation that nobody has', async () => {
    await onednn.prepare();
    tf.tidy(() => {
      expect(() => tf.add(tf.tensor(['a']), tf.tensor(['b']))).toThrow();
      expect(() => tf.engine().runKernel('NoSuchKernel', {})).toThrow(/NoSuchKernel/);
    });
    // And goes on.
    expect(tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync()[0])).toBe(3);
  });

  test('an error of the reference leaves nothing behind', async () => {
    await onednn.prepare();
    const kernel = () =>
      tf.engine().runKernel('Transpose', { x: matrix() }, { perm: 'none' as never });
    const before = tf.findBackend('cpu').numDataIds();
    expect(() => tf.tidy(kernel)).toThrow();
    expect(tf.findBackend('cpu').numDataIds()).toBe(before);
  });

  test.each(modelNames)('is nothing that a step and an evaluation of %s need', async (model) => {
    await onednn.prepare();
    const learner = createLearner({
      ...{ ...smallImages, model, width: 2, seed: 1 },
      ...{ momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
    });
    for (const size of [5, 1]) {
      await learner.step(smallBatch(size, 0), 0.05);
      await learner.forward(smallBatch(size, 1));
    }
    const mix = { partner: Int32Array.of(1, 0, 4, 3, 2), share: 0.7 };
    for (const box of [null, { top: 1, left: 2, height: 3, width: 4 }])
      await learner.step(smallBatch(5, 2), 0.05, {
        weights: new Float32Array(5).fill(2),
        labelSmoothing: 0.1,
        mix: { ...mix, box },
      });
    const view = { height: 4, width: 6, resampling: 'frequency' } as const;
    await learner.step(smallBatch(5, 2), 0.05, { view });
    await learner.forward(smallBatch(5, 2), { view, mode: 'train' });
    learner.restore(await learner.state());
    learner.dispose();
    expect(Object.fromEntries(fallbacks)).toEqual({});
  });
});
