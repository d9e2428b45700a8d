/** What of a person's text is carried out: one query, and nothing that writes. */
import Database from 'better-sqlite3';
import { MikkeError, sentence } from '../../core/errors/error.ts';

/** Blanks and comments before the first word. */
const BEFORE = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?(?:\*\/|$))*/;
/** What statements of SQLite begin with that are no queries. */
const OTHERS =
  'ALTER ANALYZE ATTACH BEGIN COMMIT CREATE DELETE DETACH DROP END INSERT PRAGMA REINDEX RELEASE ' +
  'REPLACE ROLLBACK SAVEPOINT UPDATE VACUUM';

export type Query = Database.Statement<unknown[], unknown[]>;

/** @throws sql-only-reads, sql-one-query, sql-invalid */
export function prepareQuery(database: Database.Database, sql: string): Query {
  const word = /^\w*/.exec(sql.replace(BEFORE, ''))?.[0].toUpperCase() ?? '';
  // Before it is prepared: some statements do their work, or part of it, by then.
  if (word !== '' && OTHERS.split(' ').includes(word)) {
    throw new MikkeError('sql-only-reads', { word });
  }
  let statement;
  try {
    statement = database.prepare<unknown[], unknown[]>(sql);
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('more than one')) {
      throw new MikkeError('sql-one-query', {}, error);
    }
    if (error instanceof RangeError) {
      throw new MikkeError('sql-invalid', { problem: 'it is empty.', place: null }, error);
    }
    if (/cannot modify \w+ because it is a view/.test((error as Error).message)) {
      throw new MikkeError('sql-only-reads', { word }, error);
    }
    throw invalidQuery(error, placeOf(database, sql, error));
  }
  // WITH may begin a query as well as a change.
  if (!statement.readonly || !statement.reader) throw new MikkeError('sql-only-reads', { word });
  return statement.safeIntegers().raw();
}

/** What SQLite says of a query, as people should hear it; other errors as they are. */
export function invalidQuery(thrown: unknown, place: string | null = null): unknown {
  if (!(thrown instanceof Database.SqliteError)) return thrown;
  if (thrown.code === 'SQLITE_FULL') return new MikkeError('sql-no-room', {}, thrown);
  return new MikkeError('sql-invalid', { problem: sentence(thrown.message), place }, thrown);
}

/** "line 2, column 5" of what SQLite names in its sentence, or null where it names nothing. */
function placeOf(database: Database.Database, sql: string, thrown: unknown): string | null {
  const { message } = thrown as Error;
  const token = (/^near "(.*)": /s.exec(message) ?? /: (?:\w+\.)*(\S+)$/.exec(message))?.[1];
  if (token === undefined || token === '') return null;
  let at = -1;
  for (;;) {
    at = sql.indexOf(token, at + 1);
    if (at === -1) return null;
    const isPart = /\w/.test(sql[at - 1] ?? '') || /\w/.test(sql[at + token.length] ?? '');
    // It may stand there more than once: a syntax error is where the text up to it has the same one.
    if (isPart && /^\w+$/.test(token)) continue;
    if (
      !message.startsWith('near') ||
      failsAlike(database, sql.slice(0, at + token.length), message)
    )
      break;
  }
  const lines = sql.slice(0, at).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

function failsAlike(database: Database.Database, sql: string, message: string): boolean {
  try {
    database.prepare(sql);
    return false;
  } catch (error) {
    return (error as Error).message === message;
  }
}
