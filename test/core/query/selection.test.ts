import { expect, test } from 'vitest';
import { bySample, everything } from '../../../src/core/query/query.ts';
import { selectionSchema } from '../../../src/core/query/selection.ts';

const query = { dataset: 1, moment: null, filter: everything, sort: bySample };
const isOne = (ranges: unknown) => selectionSchema.safeParse({ query, ranges }).success;

test.each([
  null,
  [],
  [[3, 3]],
  [
    [0, 2],
    [3, 9],
    [11, 11],
  ],
])('a selection may have the places %j', (ranges) => {
  expect(isOne(ranges)).toBe(true);
});

test.each([
  { why: 'end before they begin', ranges: [[4, 3]] },
  {
    why: 'overlap',
    ranges: [
      [0, 5],
      [5, 9],
    ],
  },
  {
    why: 'descend',
    ranges: [
      [7, 9],
      [0, 5],
    ],
  },
])('a selection may not have ranges that $why', ({ ranges }) => {
  expect(isOne(ranges)).toBe(false);
});
