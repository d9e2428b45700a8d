import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, newJudged } from '../../../src/core/labels/judged.ts';

const batches = fc.integer({ min: 1, max: 5 }).chain((classes) =>
  fc.array(
    fc.record({
      logits: fc.array(fc.float({ min: -90, max: 90, noNaN: true }), {
        minLength: classes,
        maxLength: classes,
      }),
      label: fc.nat({ max: classes - 1 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
);

test('probability, margin and class are those of a softmax by brute force', () => {
  fc.assert(
    fc.property(batches, fc.nat({ max: 3 }), (batch, at) => {
      const into = newJudged(batch.length + at);
      const logits = Float32Array.from(batch.flatMap((row) => row.logits));
      const labels = batch.map(({ label }) => label);
      expect(judge(logits, labels, into, at)).toBe(-1);
      batch.forEach(({ logits, label }, i) => {
        const exponentials = logits.map((logit) => Math.exp(logit));
        const total = exponentials.reduce((sum, e) => sum + e, 0);
        const of = (c: number) => exponentials[c] / total;
        const others = logits.map((_, c) => (c === label ? 0 : of(c)));
        expect(into.labelProbability[at + i]).toBeCloseTo(of(label), 6);
        expect(into.labelMargin[at + i]).toBeCloseTo(of(label) - Math.max(...others), 6);
        expect(into.predicted[at + i]).toBe(logits.indexOf(Math.max(...logits)));
      });
    }),
  );
});

test('logits that are no numbers are told, and not judged', () => {
  const into = newJudged(2);
  expect(judge(Float32Array.of(1, 2, NaN, 2), [0, 1], into, 0)).toBe(1);
  expect(into.labelProbability[1]).toBe(0);
});
