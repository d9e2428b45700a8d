import { expect, test } from 'vitest';
import { databaseOf, insertDataset, planOf } from '../support/database.ts';

test('an empty file becomes one that keeps data sets', () => {
  const database = databaseOf(0);
  expect(() => insertDataset(database)).toThrow('no such table');
  insertDataset(databaseOf(10));
});

test('fingerprint and source are taken from the record', () => {
  const database = databaseOf(10);
  insertDataset(database, { limit: 5 });
  expect(database.prepare('SELECT id, fingerprint, source FROM datasets').get()).toEqual({
    id: 1,
    fingerprint: 'abc',
    source: '{"limit":5}',
  });
});

test('the same part of the same data set stands in it once', () => {
  const database = databaseOf(10);
  insertDataset(database, { limit: 5 });
  insertDataset(database, { limit: 6 });
  expect(() => insertDataset(database, { limit: 5 })).toThrow('UNIQUE');
});

test('a column of a data set without a data set is refused', () => {
  const insert = `INSERT INTO dataset_columns VALUES (1, 'labels', 0, x'00')`;
  expect(() => databaseOf(10).exec(insert)).toThrow('FOREIGN KEY');
});

test.each([
  ['SELECT id FROM datasets WHERE fingerprint = ? AND source = json(?)', 'dataset_by_content'],
  [
    'SELECT chunk, data FROM dataset_columns WHERE dataset = ? AND field = ? ORDER BY chunk',
    'sqlite_autoindex_dataset_columns_1 (dataset=? AND field=?)',
  ],
  [
    'SELECT png FROM atlases WHERE dataset = ? AND number = ?',
    'sqlite_autoindex_atlases_1 (dataset=? AND number=?)',
  ],
])('%s searches by its index', (sql, index) => {
  expect(planOf(databaseOf(10), sql)).toEqual([expect.stringMatching(/^SEARCH/)]);
  expect(planOf(databaseOf(10), sql)[0]).toContain(index);
});
