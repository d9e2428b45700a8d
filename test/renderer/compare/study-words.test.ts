import { expect, test } from 'vitest';
import { studyExample } from '../../../renderer/compare/study-example.ts';
import {
  differenceReason,
  differenceText,
  meanText,
  measureWords,
  probabilityText,
} from '../../../renderer/compare/study-words.ts';
import { parseStudy } from '../../../src/core/study/study.ts';
import { differenceOf, type Difference } from '../../../src/core/study/summary.ts';

const { testAccuracy, seconds } = measureWords;
const summary = {
  n: 3,
  mean: 0.9635,
  standardDeviation: 0.1,
  interval: { low: 0.9583, high: 0.9687 },
};
const difference = (changes: Partial<Difference> = {}): Difference => ({
  ...{ ...summary, mean: -0.0042, interval: { low: -0.0072, high: -0.0012 }, t: -6, p: 0.0267 },
  ...changes,
});

test('a mean is written with half its interval, the unit once', () => {
  expect(meanText(summary, testAccuracy)).toBe('96.35 ± 0.52 %');
  expect(meanText({ ...summary, mean: 134, interval: { low: 131, high: 137 } }, seconds)).toBe(
    '2 min 14 s ± 3.0 s',
  );
});

test('a mean of one value stands alone', () => {
  expect(meanText({ ...summary, interval: null }, testAccuracy)).toBe('96.35 %');
});

test('a difference has a sign, unless it is none', () => {
  expect(differenceText(difference(), testAccuracy)).toBe('−0.42 ± 0.30 %');
  expect(differenceText(difference({ mean: 0.0042 }), testAccuracy)).toBe('+0.42 ± 0.30 %');
  expect(differenceText(difference({ mean: 0 }), testAccuracy)).toBe('0.00 ± 0.30 %');
});

test.each([
  [0.0267, '0.027'],
  [1, '1.0'],
  [0.000_05, '< 0.0001'],
  [null, '–'],
])('p of %s is written %s', (p, text) => {
  expect(probabilityText(difference({ p }))).toBe(text);
});

test('a difference says from what it was made, or why there is no test', () => {
  expect(differenceReason(difference(), testAccuracy)).toBe(
    'Paired over 3 seeds that both have finished: 95 % interval −0.72 % to −0.12 % (percentage points), t = −6.00 with 2 degrees of freedom.',
  );
  const one = differenceOf([[0.5, 0.4]]) ?? difference();
  expect(differenceReason(one, testAccuracy)).toContain('two are needed');
  expect(differenceReason(difference({ p: null, t: null }), testAccuracy)).toContain('do not vary');
});

test('the example to begin with is a study', () => {
  expect(parseStudy(studyExample, 'study.json').arms).toHaveLength(3);
});
