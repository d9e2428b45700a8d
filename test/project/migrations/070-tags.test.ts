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

const insertTag = `INSERT INTO tags VALUES (1, 'blurry', 1, x'00')`;

test('data sets, runs and epochs stay as they are, and nothing is said of any sample', () => {
  const database = databaseOf(60);
  insertDataset(database);
  insertRun(database);
  insertEpoch(database, 0);
  const tables = ['datasets', 'runs', 'epochs'];
  const before = tables.map((table) => rowsOf(database, table));
  migrate(database, 70);
  expect(tables.map((table) => rowsOf(database, table))).toEqual(before);
  for (const table of ['tags', 'notes', 'sample_edits', 'scores', 'sample_versions']) {
    expect(rowsOf(database, table)).toEqual([]);
  }
});

test('a data set has a tag once, and a tag needs its data set', () => {
  const database = databaseOf(70);
  expect(() => database.exec(insertTag)).toThrow('FOREIGN KEY');
  insertDataset(database);
  database.exec(insertTag);
  expect(() => database.exec(insertTag)).toThrow('UNIQUE');
});

test('the last edit that stands, and the first that was undone, are found by the index', () => {
  const database = databaseOf(70);
  const sql = 'SELECT id FROM sample_edits WHERE dataset = ? AND undone = ? ORDER BY id';
  for (const direction of ['', 'DESC']) {
    expect(planOf(database, `${sql} ${direction} LIMIT 1`)).toEqual([
      'SEARCH sample_edits USING COVERING INDEX sample_edit_by_dataset (dataset=? AND undone=?)',
    ]);
  }
});
