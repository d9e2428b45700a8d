import Database from 'better-sqlite3';
import { MikkeError } from '../core/errors/error.ts';
import { sqliteCode } from './failure.ts';

/** How long a statement waits for another process that holds the file for a moment, in milliseconds. */
const BUSY_MS = 5000;

/** What every store works with: prepared statements on the connection that reads and the one that writes. */
export type Connections = {
  path: string;
  /** A statement that sees what is committed; prepared once. */
  read: (sql: string) => Database.Statement<unknown[]>;
  /** A statement that may change rows; prepared once. @throws project-in-use where this opener only reads */
  write: (sql: string) => Database.Statement<unknown[]>;
  /** All of `body` or nothing. */
  transaction: <T>(body: () => T) => T;
};

export function connectionsOf(
  path: string,
  reader: Database.Database,
  writer: Database.Database | null,
  writerName: string | null,
): Connections {
  const read = preparedOn(reader);
  const write = writer === null ? null : preparedOn(writer);
  const refuse = () =>
    new MikkeError('project-in-use', {
      path,
      writer: writerName ?? 'nobody',
    });
  return {
    path,
    read,
    write(sql) {
      if (write === null) throw refuse();
      return write(sql);
    },
    transaction<T>(body: () => T) {
      if (writer === null) throw refuse();
      return writer.transaction(body).immediate();
    },
  };
}

function preparedOn(database: Database.Database) {
  const prepared = new Map<string, Database.Statement<unknown[]>>();
  return (sql: string) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare<unknown[]>(sql);
    prepared.set(sql, statement);
    return statement;
  };
}

/**
 * The one connection that writes.
 *
 * In WAL mode, synchronous NORMAL is enough: a commit survives the death of this process, since the
 * operating system has it by then, and the file is never torn. A power cut may take back the last
 * commits, those since the last checkpoint of the log; the run then goes on from an earlier epoch.
 */
export function openWriter(path: string): Database.Database {
  const database = open(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  // Moving the log into the file is done when nobody waits (housekeeping.ts), not within a commit.
  database.pragma('wal_autocheckpoint = 0');
  // Less than an epoch's columns: pages go to the log as they are filled, and the commit is short.
  database.pragma('cache_size = -4096');
  return database;
}

/**
 * Puts a project that was written back into the form that opens anywhere: one file, in DELETE
 * journal mode. Where somebody has it open for reading, an empty log stays until a later writer
 * closes it.
 */
export function closeWriter(database: Database.Database): void {
  try {
    database.pragma('busy_timeout = 0');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma('journal_mode = DELETE');
  } catch {
    // As said above, or the disk is full: what is in the log is safe there.
  }
  database.close();
}

/**
 * A connection that reads and leaves the file as it is. Only where a process died within a change
 * of the journal mode, which nobody can read past, it is opened so that SQLite takes that back.
 */
export function openReader(path: string): Database.Database {
  const database = open(path, { readonly: true });
  try {
    database.pragma('user_version');
    return database;
  } catch (error) {
    database.close();
    if (sqliteCode(error) !== 'SQLITE_READONLY_ROLLBACK') throw error;
  }
  const recovering = open(path);
  recovering.pragma('query_only = 1');
  return recovering;
}

const open = (path: string, options: Database.Options = {}): Database.Database =>
  new Database(path, { fileMustExist: true, timeout: BUSY_MS, ...options });
