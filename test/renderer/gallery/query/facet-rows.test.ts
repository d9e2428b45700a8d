import { expect, test } from 'vitest';
import { rowsOf } from '../../../../renderer/gallery/query/facet-rows.ts';

const many = Array.from({ length: 1000 }, (_, i) => i);
const facet = {
  values: many.map(String),
  passing: Uint32Array.from(many, (i) => (i * 7) % 1000),
  all: Uint32Array.from(many, () => 1000),
};
const asked = { chosen: [], typed: '', more: false, wordOf: (value: string) => `class ${value}` };

test('few values stand in their own order', () => {
  const few = { values: ['trained', 'hidden'], passing: [1, 9], all: [10, 20] };
  const { rows, left, searched } = rowsOf(few, { ...asked, wordOf: (value) => value });
  expect(rows.map(({ value }) => value)).toEqual(['trained', 'hidden']);
  expect({ left, searched }).toEqual({ left: 0, searched: false });
});

test('of many values those with the most samples stand first, and the rest is counted', () => {
  const { rows, left } = rowsOf(facet, asked);
  expect(rows.map(({ passing }) => passing)).toEqual([...many.slice(-12)].reverse());
  expect(left).toBe(988);
  expect(rowsOf(facet, { ...asked, more: true }).rows).toHaveLength(100);
});

test('typing finds a value by its word', () => {
  const { rows } = rowsOf(facet, { ...asked, typed: 'CLASS 99' });
  expect(rows.map(({ value }) => Number(value)).toSorted((a, b) => a - b)).toEqual([
    ...[99, 990, 991, 992, 993, 994, 995, 996, 997, 998, 999],
  ]);
});

test('what is chosen stands first, whatever is typed', () => {
  const { rows } = rowsOf(facet, { ...asked, chosen: ['0'], typed: '99' });
  expect(rows[0]).toMatchObject({ value: '0', passing: 0 });
});

test('what is chosen keeps its place among those that are listed', () => {
  const { rows, left } = rowsOf(facet, asked);
  const chosen = [rows[5].value];
  expect(rowsOf(facet, { ...asked, chosen })).toMatchObject({ rows, left });
});
