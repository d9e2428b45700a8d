import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldsOf } from '../../../src/core/labels/folds.ts';

const labelled = fc
  .array(fc.integer({ min: 0, max: 6 }), { maxLength: 200 })
  .map((labels) => Uint16Array.from(labels));

const spread = (counts: number[]) => Math.max(...counts) - Math.min(...counts);

test('folds differ by at most one sample, and by at most one of every class', () => {
  fc.assert(
    fc.property(labelled, fc.integer({ min: 2, max: 20 }), fc.nat(), (labels, folds, seed) => {
      const found = [...foldsOf(labels, folds, seed)];
      const sizes = (of: (sample: number) => boolean) =>
        Array.from({ length: folds }, (_, k) => found.filter((f, i) => f === k && of(i)).length);
      expect(found).toHaveLength(labels.length);
      expect(spread(sizes(() => true))).toBeLessThanOrEqual(1);
      for (const label of new Set(labels)) {
        expect(spread(sizes((i) => labels[i] === label))).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('the same seed divides alike, and another one does not', () => {
  const labels = Uint16Array.from({ length: 100 }, (_, i) => i % 3);
  expect(foldsOf(labels, 5, 1)).toEqual(foldsOf(labels, 5, 1));
  expect(foldsOf(labels, 5, 1)).not.toEqual(foldsOf(labels, 5, 2));
});
