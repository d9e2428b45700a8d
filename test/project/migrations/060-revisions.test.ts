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

const insertRevision = (number: number) =>
  `INSERT INTO run_revisions VALUES (1, ${number}, 4, '{}', '2026-01-01T00:00:00.000Z', 'mikke')`;

test('runs, epochs and studies stay as they are, and no run has a revision', () => {
  const database = databaseOf(50);
  insertDataset(database);
  insertRun(database);
  insertEpoch(database, 0);
  database.exec(`INSERT INTO studies (name, study, created_at) VALUES ('a', '{}', 'now')`);
  database.exec(`INSERT INTO study_runs (study, arm, seed, run) VALUES (1, 'none', 1, 1)`);
  const tables = ['datasets', 'runs', 'epochs', 'studies', 'study_runs'];
  const before = tables.map((table) => rowsOf(database, table));
  migrate(database, 60);
  expect(tables.map((table) => rowsOf(database, table))).toEqual(before);
  expect(rowsOf(database, 'run_revisions')).toEqual([]);
});

test('a run has one revision a number', () => {
  const database = databaseOf(60);
  insertDataset(database);
  insertRun(database);
  database.exec(insertRevision(1));
  database.exec(insertRevision(2));
  expect(() => database.exec(insertRevision(2))).toThrow('UNIQUE');
});

test('a revision needs its run', () => {
  expect(() => databaseOf(60).exec(insertRevision(1))).toThrow('FOREIGN KEY');
});

test('the revisions of a run are searched by their index, in order', () => {
  const sql = 'SELECT number, epoch FROM run_revisions WHERE run = ? ORDER BY number';
  expect(planOf(databaseOf(60), sql)).toEqual(['SEARCH run_revisions USING PRIMARY KEY (run=?)']);
});
