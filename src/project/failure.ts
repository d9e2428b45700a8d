import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { MikkeError, asMikkeError, sentence } from '../core/errors/error.ts';
import { Damage } from './damage.ts';

/** Below this much room, an error of writing is taken for a full disk. */
const NO_ROOM_BYTES = 65_536;

/** Any error of reading or writing a project, as people should hear of it. */
export function failureOf(path: string, thrown: unknown): MikkeError {
  if (thrown instanceof Damage) {
    return new MikkeError('project-damaged', { path, problem: thrown.message }, thrown);
  }
  const code = sqliteCode(thrown);
  if (code === null) return asMikkeError(thrown);
  const problem = (thrown as Error).message;
  if (code === 'SQLITE_FULL' || (code.startsWith('SQLITE_IOERR') && diskIsFull(path))) {
    return new MikkeError('disk-full', { path }, thrown);
  }
  if (code.startsWith('SQLITE_BUSY')) return new MikkeError('project-busy', { path }, thrown);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new MikkeError('project-damaged', { path, problem: sentence(problem) }, thrown);
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code)) {
    return new MikkeError('project-not-writable', { path, problem }, thrown);
  }
  return asMikkeError(thrown);
}

/** SQLite's extended result code, such as SQLITE_IOERR_WRITE, or null for any other error. */
export const sqliteCode = (thrown: unknown): string | null =>
  thrown instanceof Database.SqliteError ? thrown.code : null;

/** SQLite says SQLITE_FULL of a write without room, but IOERR of its shared memory or a sync. */
function diskIsFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < NO_ROOM_BYTES;
  } catch {
    return false;
  }
}
