import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultSort,
  nextSort,
  rowOf,
  sortRows,
  visibleRows,
  type RunRow,
  type SortKey,
} from '../../../renderer/runs/rows.ts';
import { epochRecord, runDocument } from './runs.ts';

describe('a row', () => {
  test('takes the accuracy of the last epoch and the mean share that was hidden', () => {
    const epochs = [
      epochRecord(0, { testAccuracy: 0.9, realisedHideFraction: 0 }),
      epochRecord(1, { testAccuracy: 0.8, realisedHideFraction: 0.3 }),
    ];
    const row = rowOf(runDocument({ epochs }));
    expect(row.testAccuracy).toBe(0.8);
    expect(row.hiddenShare).toBeCloseTo(0.15);
    expect(row.seconds).toBe(16);
  });

  test('says nothing of a run without epochs', () => {
    expect(rowOf(runDocument())).toMatchObject({ testAccuracy: null, hiddenShare: null, done: 0 });
  });

  test('is made once for a run that did not change', () => {
    const run = runDocument({ epochs: 3 });
    expect(rowOf(run)).toBe(rowOf(run));
  });
});

describe('the order of the rows', () => {
  const row = (id: number, changes: Partial<RunRow> = {}): RunRow => ({
    ...rowOf(runDocument({ id })),
    ...changes,
  });
  const ids = (rows: RunRow[]) => rows.map(({ id }) => id);

  test('is newest first unless asked otherwise', () => {
    expect(ids(sortRows([row(1), row(2), row(3)], defaultSort))).toEqual([3, 2, 1]);
  });

  test('takes numbers within names as numbers', () => {
    const rows = [row(1, { name: 'run 10' }), row(2, { name: 'run 9' })];
    expect(ids(sortRows(rows, { key: 'name', descending: false }))).toEqual([2, 1]);
  });

  test.each([true, false])('has rows without a value last (descending: %s)', (descending) => {
    const rows = [row(1, { testAccuracy: null }), row(2, { testAccuracy: 0.1 })];
    expect(ids(sortRows(rows, { key: 'testAccuracy', descending }))).toEqual([2, 1]);
  });

  test('has the newer run first among equals, either way', () => {
    const rows = [row(1, { seed: 5 }), row(2, { seed: 5 })];
    for (const descending of [true, false]) {
      expect(ids(sortRows(rows, { key: 'seed', descending }))).toEqual([2, 1]);
    }
  });

  test('turns round when the same column is asked for again', () => {
    const once = nextSort(defaultSort, 'name');
    expect(once).toEqual({ key: 'name', descending: false });
    expect(nextSort(once, 'name')).toEqual({ key: 'name', descending: true });
  });

  test('begins with the largest figure', () => {
    const figures: SortKey[] = ['done', 'testAccuracy', 'hiddenShare', 'seconds', 'started'];
    for (const key of figures) expect(nextSort(defaultSort, key).descending).toBe(true);
  });
});

test('every row that can be seen is drawn, and few others', () => {
  const sizes = fc.record({
    count: fc.nat(5000),
    top: fc.nat(200_000),
    height: fc.integer({ min: 0, max: 1200 }),
  });
  fc.assert(
    fc.property(sizes, ({ count, top, height }) => {
      const { first, end } = visibleRows(count, 28, top, height);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(count);
      expect(end - first).toBeLessThanOrEqual(Math.ceil(height / 28) + 18);
      for (let row = Math.floor(top / 28); row < Math.min(count, (top + height) / 28); row++) {
        expect(row >= first && row < end).toBe(true);
      }
    }),
  );
});
