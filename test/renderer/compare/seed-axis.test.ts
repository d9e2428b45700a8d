import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seedAxis } from '../../../renderer/compare/seed-axis.ts';

const values = fc.array(fc.double({ min: 0.5, max: 0.99, noNaN: true }), {
  minLength: 1,
  maxLength: 9,
});

test('an axis of seeds has every value on it', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 9, noNaN: true }), (some, half) => {
      const axis = seedAxis(some, [{ low: some[0] - half, high: some[0] + half }], 1);
      expect(axis?.bottom).toBeLessThanOrEqual(Math.min(...some) + 1e-9);
      expect(axis?.top).toBeGreaterThanOrEqual(Math.max(...some) - 1e-9);
    }),
  );
});

test('an axis of seeds shows whole intervals that are not much wider than they are apart', () => {
  const axis = seedAxis([0.9, 0.92], [{ low: 0.89, high: 0.93 }], 1);
  expect(axis?.bottom).toBeLessThanOrEqual(0.89);
  expect(axis?.top).toBeGreaterThanOrEqual(0.93);
});

test('a huge interval does not press the seeds together', () => {
  const axis = seedAxis([0.9, 0.92], [{ low: -1, high: 3 }], 1);
  expect((axis?.top ?? 0) - (axis?.bottom ?? 0)).toBeLessThan(0.1);
});

test('an axis of seeds ends where no value can be', () => {
  expect(seedAxis([0.9, 0.99], [{ low: 0.8, high: 1.1 }], 1)?.top).toBe(1);
  expect(seedAxis([1, 1], [], 1)?.top).toBe(1);
  expect(seedAxis([0.1, 3], [{ low: -2, high: 5 }], Infinity)?.bottom).toBe(0);
});

test('without a value there is no axis', () => {
  expect(seedAxis([], [], 1)).toBeNull();
});
