import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantiseFeatures } from '../../../src/core/record/features.ts';

const DIMS = 3;
const rows = fc
  .array(
    fc.array(fc.float({ min: 0, max: 1e6, noNaN: true }), { minLength: DIMS, maxLength: DIMS }),
  )
  .map((all) => Float32Array.from(all.flat()));

test('a feature comes back within 1/510 of the largest one of its sample', () => {
  fc.assert(
    fc.property(rows, (features) => {
      const { dims, scales, values } = quantiseFeatures(features, DIMS);
      expect(dims).toBe(DIMS);
      features.forEach((feature, i) => {
        const row = Math.floor(i / DIMS);
        const largest = Math.max(...features.subarray(row * DIMS, (row + 1) * DIMS));
        const bound = largest / 509 + 1e-37;
        expect(Math.abs(scales[row] * values[i] - feature)).toBeLessThanOrEqual(bound);
      });
    }),
  );
});

test.each([-0.5, NaN, Infinity])('%d is no feature', (feature) => {
  expect(() => quantiseFeatures(Float32Array.of(1, feature), 2)).toThrow(RangeError);
});
