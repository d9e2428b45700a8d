import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { migrate } from '../../../src/project/migrations/migrate.ts';

/** An empty project of a format, in memory. */
export function databaseOf(version: number): Database.Database {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  migrate(database, version);
  return database;
}

/** How SQLite would carry out a statement, a line a step. */
export const planOf = (database: Database.Database, sql: string): string[] =>
  (
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...(sql.match(/\?/g) ?? []).map(() => null)) as { detail: string }[]
  ).map(({ detail }) => detail);

/** The rows of a table, as they stand. */
export const rowsOf = (database: Database.Database, table: string): unknown[] =>
  database.prepare(`SELECT * FROM ${table}`).all();

export const insertDataset = (database: Database.Database, source: unknown = { limit: 1 }): void =>
  void database
    .prepare('INSERT INTO datasets (record) VALUES (?)')
    .run(JSON.stringify({ fingerprint: 'abc', source }));

export const insertRun = (database: Database.Database): void =>
  void database
    .prepare(
      `INSERT INTO runs (name, status, recipe, schedule, dataset, versions, created_at)
       VALUES ('a', 'running', '{}', '{}', 1, '{}', '2026-01-01T00:00:00.000Z')`,
    )
    .run();

/** An epoch of run 1 with 1 in every other column of the format. */
export function insertEpoch(database: Database.Database, epoch: number): void {
  const others = (database.pragma('table_info(epochs)') as unknown[]).length - 2;
  database.prepare(`INSERT INTO epochs VALUES (1, ?${', 1'.repeat(others)})`).run(epoch);
}
