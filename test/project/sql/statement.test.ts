/** Which texts are carried out as a query, and what is said of the others. */
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { invalidQuery, prepareQuery } from '../../../src/project/sql/statement.ts';
import { failureOf } from '../../core/failure.ts';

const database = new Database(':memory:');
database.exec(`
  CREATE TABLE runs (id, name);
  CREATE TABLE numbers (n);
  CREATE TABLE epochs (run);
  CREATE VIEW samples AS SELECT n AS sample FROM numbers;
  CREATE VIEW sample_runs AS SELECT n AS sample, 1 AS forgetting, 1 AS loss FROM numbers;
`);
database.pragma('query_only = 1');
afterAll(() => database.close());

const refusal = (sql: string) => failureOf(() => prepareQuery(database, sql));

test.each([
  'SELECT 1',
  ' \n-- a note\n/* and\nanother */ select 1 -- at its end',
  'VALUES (1), (2);',
  'WITH made AS (SELECT 1) SELECT * FROM made',
  'EXPLAIN QUERY PLAN SELECT * FROM samples',
  "SELECT 'DROP TABLE runs; DELETE'",
])('%j is a query', (sql) => {
  expect([...prepareQuery(database, sql).iterate()]).toBeInstanceOf(Array);
});

test.each([
  `INSERT INTO samples (sample) VALUES (1)`,
  `UPDATE runs SET name = 'mine'`,
  `DELETE FROM epochs`,
  `DELETE FROM epochs RETURNING run`,
  `DROP TABLE runs`,
  `DROP VIEW samples`,
  `CREATE TABLE mine (a)`,
  `CREATE TEMP TABLE mine (a)`,
  `CREATE TRIGGER mine AFTER INSERT ON runs BEGIN SELECT 1; END`,
  `ATTACH '/tmp/other' AS other`,
  `-- a note\n /* and one more */ ATTACH '/tmp/other' AS other`,
  `VACUUM INTO '/tmp/other'`,
  `PRAGMA writable_schema = 1`,
  `PRAGMA query_only = 0`,
  `pragma temp_store_directory = '/tmp'`,
  `BEGIN`,
  `ANALYZE`,
  `REINDEX`,
  `WITH made AS (SELECT 1) DELETE FROM runs`,
  `WITH made AS (SELECT 1) DELETE FROM runs RETURNING id`,
  `WITH made AS (SELECT 1 AS n) INSERT INTO numbers SELECT -n FROM made RETURNING n`,
  `WITH made AS (SELECT 1) UPDATE sample_runs SET forgetting = 0`,
])('%s is refused as a write', (sql) => {
  expect(refusal(sql)).toMatchObject({
    code: 'sql-only-reads',
    message: expect.stringContaining('A query here only reads') as string,
  });
});

test.each([
  [`SELECT 1; SELECT 2`, 'sql-one-query', 'more than one statement'],
  [`SELECT 1; DROP TABLE runs`, 'sql-one-query', 'more than one statement'],
  [``, 'sql-invalid', 'it is empty'],
  [`-- only a note`, 'sql-invalid', 'it is empty'],
  [
    `SELECT los FROM sample_runs`,
    'sql-invalid',
    'no such column: los. That is at line 1, column 8',
  ],
  [`SELECT a.loss, a.los FROM sample_runs a`, 'sql-invalid', 'no such column: a.los'],
  [`SELECT sample\nFROM samples\nWHER sample = 1`, 'sql-invalid', 'That is at line 3, column 6'],
  [
    `SELECT (1, ) FROM (SELECT (1))`,
    'sql-invalid',
    'near ")": syntax error. That is at line 1, column 12',
  ],
  [`SELECT * FROM sampels`, 'sql-invalid', 'no such table: sampels. That is at line 1, column 15'],
])('%j says what is wrong', (sql, code, part) => {
  const said = refusal(sql);
  expect(said.code).toBe(code);
  expect(said.message).toContain(part);
});

test('a value that is too long for a text is no empty query', () => {
  const error = new RangeError('Invalid string length');
  expect(invalidQuery(error)).toBe(error);
});
