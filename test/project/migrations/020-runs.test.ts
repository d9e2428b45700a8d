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

test('data sets stay as they are, and runs of them can be added', () => {
  const database = databaseOf(10);
  insertDataset(database);
  database.exec(`INSERT INTO atlases VALUES (1, 0, x'0102')`);
  const before = ['datasets', 'atlases'].map((table) => rowsOf(database, table));
  migrate(database, 20);
  expect(['datasets', 'atlases'].map((table) => rowsOf(database, table))).toEqual(before);
  insertRun(database);
  insertEpoch(database, 0);
  expect(rowsOf(database, 'runs')).toMatchObject([{ id: 1, notes: '', engine: null, error: null }]);
});

test('the number of a run that is gone is not given again', () => {
  const database = databaseOf(20);
  insertDataset(database);
  insertRun(database);
  database.exec('DELETE FROM runs');
  insertRun(database);
  expect(rowsOf(database, 'runs')).toMatchObject([{ id: 2 }]);
});

test('an epoch stands in a run once', () => {
  const database = databaseOf(20);
  insertDataset(database);
  insertRun(database);
  insertEpoch(database, 0);
  expect(() => insertEpoch(database, 0)).toThrow('UNIQUE');
});

test.each([
  [`UPDATE runs SET status = 'interrupted' WHERE status = 'running'`, 'run_by_status (status=?)'],
  ['SELECT * FROM runs WHERE id = ?', 'INTEGER PRIMARY KEY (rowid=?)'],
  ['SELECT * FROM epochs WHERE run = ? ORDER BY epoch', 'PRIMARY KEY (run=?)'],
  ['DELETE FROM epochs WHERE run = ? AND epoch > ?', 'PRIMARY KEY (run=? AND epoch>?)'],
  ['SELECT data FROM weights WHERE run = ?', 'INTEGER PRIMARY KEY (rowid=?)'],
])('%s searches by its index', (sql, index) => {
  expect(planOf(databaseOf(20), sql)).toEqual([expect.stringMatching(/^SEARCH/)]);
  expect(planOf(databaseOf(20), sql)[0]).toContain(index);
});
