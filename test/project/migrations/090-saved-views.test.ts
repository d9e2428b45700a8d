import { expect, test } from 'vitest';
import { migrate } from '../../../src/project/migrations/migrate.ts';
import { databaseOf, insertDataset, insertRun, planOf, rowsOf } from '../support/database.ts';

test('data sets and runs stay as they are, and there are no views', () => {
  const database = databaseOf(60);
  insertDataset(database);
  insertRun(database);
  const tables = ['datasets', 'runs'];
  const before = tables.map((table) => rowsOf(database, table));
  migrate(database, 90);
  expect(tables.map((table) => rowsOf(database, table))).toEqual(before);
  expect(rowsOf(database, 'views')).toEqual([]);
});

test('a name has one view', () => {
  const database = databaseOf(90);
  const insert = `INSERT INTO views VALUES ('hidden', '{}', '2026-01-01T00:00:00.000Z')`;
  database.exec(insert);
  expect(() => database.exec(insert)).toThrow('UNIQUE');
});

test('a view is searched by its name', () => {
  expect(planOf(databaseOf(90), 'SELECT created_at FROM views WHERE name = ?')).toEqual([
    'SEARCH views USING PRIMARY KEY (name=?)',
  ]);
});
