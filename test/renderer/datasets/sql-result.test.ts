import { expect, test } from 'vitest';
import type { Cell, Kind } from '../../../src/core/sql/result.ts';
import {
  csvOf,
  samplesIn,
  shown,
  widthOf,
  type Result,
} from '../../../renderer/datasets/sql/result.ts';

function result(columns: Record<string, [Kind, Cell[]]>): Result {
  const list = Object.entries(columns).map(([name, [kind, cells]]) => ({ name, kind, cells }));
  return { columns: list, rows: list[0].cells.length, cut: false, seconds: 0.1 };
}

test('samples of a result are ranges, each sample once', () => {
  const found = result({ sample: ['integer', [7, 3, 4, 4, 5, null, 9]] });
  expect(samplesIn(found, 1)).toEqual([
    [3, 5],
    [7, 7],
    [9, 9],
  ]);
});

test('samples of other data sets are left out where a result says whose they are', () => {
  const found = result({ dataset: ['integer', [1, 2, 1]], sample: ['integer', [5, 6, 7]] });
  expect(samplesIn(found, 1)).toEqual([
    [5, 5],
    [7, 7],
  ]);
  expect(samplesIn(found, 3)).toEqual([]);
});

test('a column that has no sample numbers is none', () => {
  expect(samplesIn(result({ samples: ['integer', [5]] }), 1)).toBeNull();
  expect(samplesIn(result({ sample: ['text', ['a']] }), 1)).toBeNull();
});

test('CSV has every digit, and quotation marks where they are needed', () => {
  const found = result({
    'a,b': ['text', ['x"y', null]],
    loss: ['real', [0.10000000149011612, 2]],
  });
  expect(csvOf(found)).toBe('"a,b",loss\n"x""y",0.10000000149011612\n,2\n');
});

test('numbers are shown in the digits that tell float32 apart, and columns are as wide as they need', () => {
  expect([0.10000000149011612, 1281167, null, 'text'].map(shown)).toEqual([
    ...['0.1', '1281167', '', 'text'],
  ]);
  const [wide, narrow] = result({
    name: ['text', ['x'.repeat(90)]],
    n: ['integer', [1]],
  }).columns;
  expect([widthOf(wide), widthOf(narrow)]).toEqual([48, 6]);
});
