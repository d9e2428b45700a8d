import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSampleNumbers, showSampleNumbers } from '../../../src/core/query/sample-numbers.ts';

test.each([
  ['3, 17, 40-60', [[3, 3], [17, 17], [40, 60]]],
  ['40 – 60; 3', [[3, 3], [40, 60]]],
  ['1 2 3', [[1, 3]]],
  ['5-9, 7-12, 13', [[5, 13]]],
  ['7,', [[7, 7]]],
] as const)('%s', (text, ranges) => {
  expect(parseSampleNumbers(text)).toEqual(ranges);
}); // prettier-ignore

test.each([
  ['', 'Give numbers such as 3, 17, 40-60.'],
  ['cat', '“cat” is no sample number and no range such as 40-60.'],
  ['9-3', '9-3 ends before it begins.'],
  ['-4', '“-4” is no sample number and no range such as 40-60.'],
])('“%s” is refused with a sentence', (text, sentence) => {
  expect(parseSampleNumbers(text)).toBe(sentence);
});

test('numbers that are shown are read again as the same samples, ascending and apart', () => {
  const range = fc
    .tuple(fc.nat(200), fc.nat(20))
    .map(([from, more]) => [from, from + more] as const);
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), (given) => {
      const parsed = parseSampleNumbers(showSampleNumbers(given));
      if (typeof parsed === 'string') throw new Error(parsed);
      const numbers = (of: readonly (readonly [number, number])[]) =>
        new Set(
          of.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)),
        );
      expect(numbers(parsed)).toEqual(numbers(given));
      parsed.slice(1).forEach(([from], i) => expect(from).toBeGreaterThan(parsed[i][1] + 1));
    }),
  );
});
