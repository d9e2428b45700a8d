/**
 * Who writes a project: a small SQLite file beside it, on which the writer holds a write transaction
 * for its life. The operating system drops the lock with the process, however that ends.
 */
import { randomUUID } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sqliteCode } from './failure.ts';

/** A reader that asks who writes holds the lock for a moment; a writer waits that long. */
const MOMENT_MS = 250;

/** The file beside a project that is its writer lock. */
export const lockPath = (projectPath: string) => `${projectPath}-writer`;

export type WriterLock = { release(): void };

/** Takes the lock, or says who has it, as in "mikke train (process 4242) since 10:31". */
export function takeWriterLock(projectPath: string, who: string): WriterLock | string {
  const path = lockPath(projectPath);
  for (;;) {
    const before = inode(path);
    const database = openLock(path, MOMENT_MS);
    try {
      if (!begin(database)) {
        const writer = describeWriter(database);
        database.close();
        return writer;
      }
      const token = randomUUID();
      database.exec(
        `CREATE TABLE IF NOT EXISTS writer (token TEXT, who TEXT, pid INTEGER, since TEXT) STRICT;
         DELETE FROM writer`,
      );
      database
        .prepare('INSERT INTO writer VALUES (?, ?, ?, ?)')
        .run(token, who, process.pid, new Date().toISOString());
      // The row must be committed to be read by others, which lets the lock go for a moment.
      database.exec('COMMIT');
      const held =
        begin(database) && database.prepare('SELECT token FROM writer').pluck().get() === token;
      // A writer that ends unlinks the file; a lock on a file that is not at its path locks nobody out.
      if (held && before !== null && before === inode(path)) {
        return { release: () => release(database, path) };
      }
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
  }
}

/** Who writes the project at this moment, or null. */
export function liveWriter(projectPath: string): string | null {
  const path = lockPath(projectPath);
  if (inode(path) === null) return null;
  let database: Database.Database | null = null;
  try {
    database = openLock(path, 0);
    return begin(database) ? null : describeWriter(database);
  } catch {
    // Where the lock cannot be opened for writing, nobody here can hold it.
    return null;
  } finally {
    database?.close();
  }
}

function release(database: Database.Database, path: string): void {
  // Unlinked while it is held, so that the next writer's lock is never the one that goes away.
  // Windows refuses that for an open file, and a lock file that nobody holds does no harm.
  try {
    rmSync(path, { force: true });
  } catch {
    // As said above.
  }
  database.close();
}

const openLock = (path: string, timeout: number) => new Database(path, { timeout });

function begin(database: Database.Database): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') === true) return false;
    throw error;
  }
}

function describeWriter(database: Database.Database): string {
  try {
    const row = database.prepare('SELECT who, pid, since FROM writer').get() as
      { who: string; pid: number; since: string } | undefined;
    if (row !== undefined) return `${row.who} (process ${row.pid}) since ${clock(row.since)}`;
  } catch {
    // Read in the moment between taking the lock and writing the row.
  }
  return 'another process';
}

/** Local time of day, with the date where that is not today. */
function clock(since: string): string {
  const date = new Date(since);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return day(date) === day(new Date()) ? time : `${day(date)} ${time}`;
}

const inode = (path: string): bigint | null =>
  statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
