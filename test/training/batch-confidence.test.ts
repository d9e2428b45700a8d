import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchConfidence } from '../../src/training/batch-confidence.ts';

const batches = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .chain(([samples, classes]) =>
    fc.record({
      classes: fc.constant(classes),
      logits: fc.array(fc.float({ min: -30, max: 30, noNaN: true }), {
        minLength: samples * classes,
        maxLength: samples * classes,
      }),
    }),
  );

test('a sample’s confidence is its largest share of a class in the batch', () => {
  fc.assert(
    fc.property(batches, ({ classes, logits }) => {
      const samples = logits.length / classes;
      const expected = Array.from({ length: samples }, (_, i) =>
        Math.max(
          ...Array.from({ length: classes }, (_, c) => {
            const share = (sample: number) => Math.exp(logits[sample * classes + c]);
            return share(i) / [...Array(samples).keys()].reduce((sum, j) => sum + share(j), 0);
          }),
        ),
      );
      const found = batchConfidence(Float32Array.from(logits), classes);
      expect(found).toHaveLength(samples);
      found.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
    }),
  );
});

test('logits of thousands do not overflow', () => {
  expect([...batchConfidence(Float32Array.of(1e4, -3e4, 1e4, 2e4), 2)]).toEqual([0.5, 1]);
});

test('a logit that is not a number makes confidences that are not', () => {
  expect([...batchConfidence(Float32Array.of(NaN, 1, 0, 1), 2)]).toEqual([NaN, NaN]);
});
