import { expect, test } from 'vitest';
import { counted, duration, figure, percent, table, whole } from '../../src/cli/words.ts';

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [134, '2 min 14 s'],
  [3599.7, '1 h 0 min'],
  [7320, '2 h 2 min'],
])('%d seconds read as %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test('figures have three significant digits', () => {
  expect([0, 0.12345, 12.345, 0.00001234].map(figure)).toEqual(['0', '0.123', '12.3', '1.23e-5']);
});

test('what is counted is one or many', () => {
  expect([0, 1, 2000].map((count) => counted(count, 'epoch'))).toEqual([
    '0 epochs',
    '1 epoch',
    '2,000 epochs',
  ]);
});

test('thousands are separated and fractions are per cent', () => {
  expect(whole(1_281_167)).toBe('1,281,167');
  expect(percent(0.9567)).toBe('95.7 %');
});

test('a table aligns texts to the left and numbers to the right', () => {
  expect(
    table(
      ['run', 'name'],
      [
        ['1', 'a'],
        ['10', 'longer'],
      ],
    ),
  ).toBe('run  name\n  1  a\n 10  longer\n');
});
