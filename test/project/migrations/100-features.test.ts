import { expect, test } from 'vitest';
import { migrate } from '../../../src/project/migrations/migrate.ts';
import {
  databaseOf,
  insertDataset,
  insertEpoch,
  insertRun,
  planOf,
  rowsOf,
} from '../support/database.ts';

const insertFeatures = (chunk: number) =>
  `INSERT INTO run_features VALUES (1, ${chunk}, 2, 0, x'00')`;

test('data sets, runs, epochs and tags stay as they are, and no run has features', () => {
  const database = databaseOf(70);
  insertDataset(database);
  insertRun(database);
  insertEpoch(database, 0);
  const tables = ['datasets', 'runs', 'epochs'];
  const before = tables.map((table) => rowsOf(database, table));
  migrate(database, 100);
  expect(tables.map((table) => rowsOf(database, table))).toEqual(before);
  expect(rowsOf(database, 'run_features')).toEqual([]);
  expect(rowsOf(database, 'judged_folds')).toEqual([]);
});

test('features need their run, which has one chunk a number', () => {
  const database = databaseOf(100);
  expect(() => database.exec(insertFeatures(0))).toThrow('FOREIGN KEY');
  insertDataset(database);
  insertRun(database);
  database.exec(insertFeatures(0));
  expect(() => database.exec(insertFeatures(0))).toThrow('UNIQUE');
});

test.each([
  [
    'SELECT count(*) FROM run_features WHERE run = ?',
    'SEARCH run_features USING COVERING INDEX sqlite_autoindex_run_features_1 (run=?)',
  ],
  [
    'SELECT data FROM run_features WHERE run = ? AND chunk = ?',
    'SEARCH run_features USING INDEX sqlite_autoindex_run_features_1 (run=? AND chunk=?)',
  ],
  [
    'SELECT data FROM judged_folds WHERE run = ? AND folds = ? AND epochs = ? ORDER BY fold',
    'SEARCH judged_folds USING INDEX sqlite_autoindex_judged_folds_1 (run=? AND folds=? AND epochs=?)',
  ],
])('%s goes by its index', (sql, plan) => {
  expect(planOf(databaseOf(100), sql)).toEqual([plan]);
});
