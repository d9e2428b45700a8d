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

const insertStudy = `INSERT INTO studies (name, study, created_at) VALUES ('a', '{}', '2026-01-01T00:00:00.000Z')`;
const insertPlace = (seed: number, run: number) =>
  `INSERT INTO study_runs (study, arm, seed, run) VALUES (1, 'none', ${seed}, ${run})`;

test('runs and epochs stay as they are, and studies of them can be added', () => {
  const database = databaseOf(40);
  insertDataset(database);
  insertRun(database);
  insertEpoch(database, 0);
  const tables = ['datasets', 'runs', 'epochs'];
  const before = tables.map((table) => rowsOf(database, table));
  migrate(database, 50);
  expect(tables.map((table) => rowsOf(database, table))).toEqual(before);
  database.exec(insertStudy);
  database.exec(insertPlace(1, 1));
  expect(rowsOf(database, 'study_runs')).toEqual([{ study: 1, arm: 'none', seed: 1, run: 1 }]);
});

test('a study has its name for itself', () => {
  const database = databaseOf(50);
  database.exec(insertStudy);
  expect(() => database.exec(insertStudy)).toThrow('UNIQUE');
});

test('an arm has one run a seed, and a run one place', () => {
  const database = databaseOf(50);
  insertDataset(database);
  insertRun(database);
  insertRun(database);
  database.exec(insertStudy);
  database.exec(insertPlace(1, 1));
  expect(() => database.exec(insertPlace(1, 2))).toThrow('UNIQUE');
  expect(() => database.exec(insertPlace(2, 1))).toThrow('UNIQUE');
});

test('a place needs its study and its run', () => {
  const database = databaseOf(50);
  expect(() => database.exec(insertPlace(1, 1))).toThrow('FOREIGN KEY');
});

test('the runs of a study are searched by its index', () => {
  const sql = 'SELECT arm, seed, run FROM study_runs WHERE study = ? ORDER BY arm, seed';
  expect(planOf(databaseOf(50), sql)).toEqual(['SEARCH study_runs USING PRIMARY KEY (study=?)']);
});
