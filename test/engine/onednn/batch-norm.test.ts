import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onednn } from '../../../src/engine/onednn/onednn.ts';
import { batchNormEvaluate, batchNormTrain } from '../../../src/engine/ops/batch-norm.ts';
import { tf } from '../../../src/engine/tf.ts';
import { naiveBatchNorm, naiveBatchNormGradient, type BatchNormCase } from '../batch-norms.ts';
import { centralDifferences, normals, relativeDifference, valuesOn } from '../numbers.ts';
import { describeOnednn } from '../usable.ts';

const EPSILON = 1e-5;

const channelCounts = fc.oneof(
  fc.integer({ min: 1, max: 70 }),
  fc.constantFrom(1, 3, 7, 8, 16, 24, 48, 64, 67),
);

/** Few positions, or so many that several threads take parts of them and a rest is left. */
const sizes = channelCounts.chain((channels) =>
  fc.record({
    channels: fc.constant(channels),
    positions: fc.oneof(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 16_384, max: 30_000 }).map((size) => Math.ceil(size / channels)),
    ),
  }),
);

type Size = { channels: number; positions: number };
type Flags = { relu: boolean; add: boolean };

const caseOf = ({ channels, positions }: Size, { relu, add }: Flags): BatchNormCase => ({
  channels,
  epsilon: EPSILON,
  relu,
  x: normals(positions * channels, 1),
  scale: normals(channels, 2),
  offset: normals(channels, 3),
  ...(add ? { add: normals(positions * channels, 4) } : {}),
});

const flags = fc.record({ relu: fc.boolean(), add: fc.boolean() });

/** Everything that training asks of it: result, statistics, and gradients for dy. */
async function trained(c: BatchNormCase, dy: Float32Array) {
  const shape: [number, number, number, number] = [1, 1, c.x.length / c.channels, c.channels];
  const image = (values: ArrayLike<number>) => tf.tensor4d(values as Float32Array, shape);
  const [y, mean, variance, dx, dscale, doffset, dadd] = await valuesOn(onednn, () => {
    const inputs: Tensor[] = [
      image(c.x),
      tf.tensor1d(c.scale as Float32Array),
      tf.tensor1d(c.offset as Float32Array),
      ...(c.add ? [image(c.add)] : []),
    ];
    const normalise = (...[x, scale, offset, add]: Tensor[]) => {
      const named = { x: x as Tensor4D, scale: scale as Tensor1D, offset: offset as Tensor1D };
      const inputs = { ...named, ...(add ? { add: add as Tensor4D } : {}) };
      return batchNormTrain(inputs, EPSILON, { relu: c.relu });
    };
    const { y, mean, variance } = normalise(...inputs);
    const gradients = tf.grads((...inputs: Tensor[]) => normalise(...inputs).y);
    return [y, mean, variance, ...gradients(inputs, image(dy))];
  });
  return { y, mean, variance, dx, dscale, doffset, dadd };
}

/** The relative difference of results whose terms are of the size of 1, though they may nearly cancel. */
const apart = (found: ArrayLike<number>, expected: ArrayLike<number>) =>
  relativeDifference([...Array.from(found), 1], [...Array.from(expected), 1]);

/** Expects result, statistics and gradients to follow the formulas in float64. */
async function expectFormulas(c: BatchNormCase): Promise<void> {
  const dy = normals(c.x.length, 5);
  const found = await trained(c, dy);
  const expected = naiveBatchNorm(c);
  expect(apart(found.y, expected.y)).toBeLessThan(1e-4);
  expect(apart(found.mean, expected.mean)).toBeLessThan(1e-5);
  expect(apart(found.variance, expected.variance)).toBeLessThan(1e-5);
  const gradients = naiveBatchNormGradient(c, dy, (i) => found.y[i] > 0);
  // Over few positions what a gradient is made of cancels nearly: its parts are the measure then.
  const few = c.x.length / c.channels < 8;
  const part = (dz: number, i: number) =>
    few
      ? (c.scale[i % c.channels] * dz) / Math.sqrt(expected.variance[i % c.channels] + EPSILON)
      : 0;
  const largest = dy.reduce((most, dz, i) => Math.max(most, Math.abs(part(dz, i))), 0);
  expect(relativeDifference([...found.dx, largest], [...gradients.dx, largest])).toBeLessThan(
    few ? 1e-3 : 1e-4,
  );
  expect(apart(found.dscale, gradients.dscale)).toBeLessThan(1e-4);
  expect(apart(found.doffset, gradients.doffset)).toBeLessThan(1e-4);
  if (c.add) expect(found.dadd).toEqual(Float32Array.from(gradients.dadd));
  else expect(found.dadd).toBeUndefined();
}

describeOnednn('batch normalisation on the engine onednn', () => {
  test('follows its formulas in float64, forward and backward', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, flags, async (size, flags) => {
        await expectFormulas(caseOf(size, flags));
      }),
      { numRuns: 40 },
    );
  });

  test.each([1, 3, 7, 8, 16, 24, 48, 64, 67])(
    'follows them over %i channels with every thread at work and a rest at the end',
    async (channels) => {
      const positions = Math.ceil(20_000 / channels) + 3;
      for (const relu of [true, false])
        for (const add of [true, false])
          await expectFormulas(caseOf({ channels, positions }, { relu, add }));
    },
  );

  test.each([
    { relu: true, add: true },
    { relu: true, add: false },
    { relu: false, add: true },
    { relu: false, add: false },
  ])('has the gradients of central finite differences (ReLU: $relu, sum: $add)', async (flags) => {
    for (const channels of [1, 3, 17]) {
      const c = caseOf({ channels, positions: 23 }, flags);
      const dy = normals(c.x.length, 5);
      const found = await trained(c, dy);
      const names = { x: 'dx', scale: 'dscale', offset: 'doffset', add: 'dadd' } as const;
      for (const [input, gradient] of Object.entries(names) as ['x', 'dx'][]) {
        const at = c[input] as Float32Array | undefined;
        if (!at) continue;
        const objective = (moved: Float32Array) =>
          naiveBatchNorm({ ...c, [input]: moved }).y.reduce((sum, y, i) => sum + y * dy[i], 0);
        const expected = centralDifferences(objective, at, 2 ** -12);
        expect(relativeDifference(found[gradient], expected), gradient).toBeLessThan(2e-3);
      }
    }
  });

  test('keeps the digits of a small deviation around a large mean', async () => {
    for (const positions of [50, 5000]) {
      const c = caseOf({ channels: 16, positions }, { relu: false, add: false });
      // Of 1000 and more, float32 has steps of 2⁻¹⁴; these numbers have no digits below.
      const x = Float32Array.from(c.x, (value) => 1000 + Math.round(value * 2 ** 10) / 2 ** 12);
      const { y, variance } = await trained({ ...c, x }, normals(x.length, 5));
      const expected = naiveBatchNorm({ ...c, x });
      expect(relativeDifference(variance, expected.variance)).toBeLessThan(1e-4);
      expect(relativeDifference(y, expected.y)).toBeLessThan(1e-3);
    }
  });

  test('of one position gives the offset, and the offset its gradient', async () => {
    const c = caseOf({ channels: 5, positions: 1 }, { relu: false, add: false });
    const dy = normals(5, 5);
    const found = await trained(c, dy);
    expect(relativeDifference(found.y, c.offset)).toBeLessThan(1e-4);
    expect([...found.variance, ...found.dscale]).toEqual(new Array(10).fill(0));
    expect(found.doffset).toEqual(dy);
  });

  test.each([2, 3000])(
    'lets a number that is none through the ReLU and into the statistics (%i positions)',
    async (positions) => {
      const channels = 17;
      for (const add of [true, false]) {
        const c = caseOf({ channels, positions }, { relu: true, add });
        // At the start, where the sums begin, and at the end, in the rest.
        for (const place of [2, c.x.length - channels + 2]) {
          const x = Float32Array.from(c.x);
          x[place] = NaN;
          const found = await trained({ ...c, x }, normals(x.length, 5));
          const isNaN = (values: Float32Array) =>
            [...values.keys()].filter((i) => Number.isNaN(values[i])).map((i) => i % channels);
          expect(isNaN(found.y)).toEqual(Array.from({ length: positions }, () => 2));
          expect(isNaN(found.mean)).toEqual([2]);
          expect(isNaN(found.variance)).toEqual([2]);
        }
      }
    },
  );

  test('by running statistics follows its formula, and lets through what is no number', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), async ({ channels, positions }, relu) => {
        const x = normals(positions * channels, 1);
        x[x.length - 1] = NaN;
        const [scale, offset, mean, deviation] = [2, 3, 4, 5].map((i) => normals(channels, i));
        const variance = deviation.map((value) => value ** 2);
        const [y] = await valuesOn(onednn, () => {
          const [s, o, m, v] = [scale, offset, mean, variance].map((values) => tf.tensor1d(values));
          const statistics = { scale: s, offset: o, mean: m, variance: v };
          const image = tf.tensor4d(x, [1, positions, 1, channels]);
          return [batchNormEvaluate(image, statistics, EPSILON, { relu })];
        });
        const expected = Float32Array.from(x, (value, i) => {
          const k = i % channels;
          const z = (scale[k] * (value - mean[k])) / Math.sqrt(variance[k] + EPSILON) + offset[k];
          return relu ? Math.max(0, z) : z;
        });
        expect(y.at(-1)).toBeNaN();
        expect(relativeDifference(y.slice(0, -1), expected.slice(0, -1))).toBeLessThan(1e-4);
      }),
      { numRuns: 30 },
    );
  });
});
