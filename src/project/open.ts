/** Opening a project: what is refused and left as it is, what is made, and who may write. */
import { accessSync, constants, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { MikkeError } from '../core/errors/error.ts';
import {
  closeWriter,
  connectionsOf,
  openReader,
  openWriter,
  type Connections,
} from './connections.ts';
import { failureOf, sqliteCode } from './failure.ts';
import { liveWriter, takeWriterLock, type WriterLock } from './lock.ts';
import { backUp, fileVersion, migrate, ownVersion } from './migrations/migrate.ts';

/** "Mikk" in ASCII: how a project is told from every other SQLite file. */
const APPLICATION_ID = 0x4d696b6b;

export type OpenRequest = {
  /** Absolute. */
  path: string;
  access: 'write' | 'read';
  /** Make the project where there is none. */
  create: boolean;
  /** Names this opener to others, as in "mikke train". */
  who: string;
};

export type OpenProject = {
  connections: Connections;
  access: 'write' | 'read';
  /** Who else writes, or null. */
  writer: string | null;
  /** Moves the log into the file, as far as no reader needs it. */
  checkpoint(): void;
  close(): void;
};

/**
 * @throws project-missing, project-not-a-project, project-newer, project-damaged,
 * project-not-writable, project-in-use (what another process is making, or writes in an older
 * format), disk-full
 */
export async function openAt(request: OpenRequest): Promise<OpenProject> {
  const { path, access, create, who } = request;
  const stands = statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (!stands) {
    if (!create || access === 'read') throw new MikkeError('project-missing', { path });
    refuseFolder(path);
  }
  const version = stands ? inspect(path) : null;
  if (access === 'read') {
    if (version !== ownVersion) await update(path, who);
    return openToRead(path, liveWriter(path));
  }
  const lock = takeWriterLock(path, who);
  if (typeof lock === 'string') {
    // There is nothing yet that this Mikke could read, and making or updating it is the writer's.
    if (version !== ownVersion) throw new MikkeError('project-in-use', { path, writer: lock });
    return openToRead(path, lock);
  }
  try {
    return await openToWrite(path, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openToRead(path: string, writer: string | null): OpenProject {
  const reader = openReader(path);
  return {
    connections: connectionsOf(path, reader, null, writer),
    access: 'read',
    writer,
    checkpoint: () => undefined,
    close: () => reader.close(),
  };
}

async function openToWrite(path: string, lock: WriterLock): Promise<OpenProject> {
  // Looked at again: before the lock was taken, another process may have made or changed it.
  if (statSync(path, { throwIfNoEntry: false }) === undefined) make(path);
  const version = inspect(path);
  const writer = openWriter(path);
  try {
    if (version < ownVersion) {
      await backUp(writer, path);
      migrate(writer);
    }
    const reader = openReader(path);
    return {
      connections: connectionsOf(path, reader, writer, null),
      access: 'write',
      writer: null,
      checkpoint: () => void writer.pragma('wal_checkpoint(PASSIVE)'),
      close() {
        reader.close();
        closeWriter(writer);
        lock.release();
      },
    };
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** Brings a project of an older format up to date for somebody who only reads. */
async function update(path: string, who: string): Promise<void> {
  const lock = takeWriterLock(path, who);
  if (typeof lock === 'string') throw new MikkeError('project-in-use', { path, writer: lock });
  try {
    (await openToWrite(path, lock)).close();
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The file's format. @throws what is wrong with it, leaving it byte for byte as it is */
function inspect(path: string): number {
  if (!statSync(path).isFile()) throw new MikkeError('project-not-a-project', { path });
  let database: Database.Database | null = null;
  try {
    database = openReader(path);
    const application = database.pragma('application_id', { simple: true });
    if (application !== APPLICATION_ID) throw new MikkeError('project-not-a-project', { path });
    const version = fileVersion(database);
    if (version > ownVersion) {
      throw new MikkeError('project-newer', { path, fileVersion: version, ownVersion });
    }
    return version;
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_NOTADB') {
      throw new MikkeError('project-not-a-project', { path }, error);
    }
    throw failureOf(path, error);
  } finally {
    database?.close();
  }
}

/** Makes an empty project under another name and moves it into place, so that it is never seen half made. */
function make(path: string): void {
  const unfinished = `${path}-new`;
  for (const left of [unfinished, `${unfinished}-journal`]) rmSync(left, { force: true });
  const database = new Database(unfinished);
  try {
    // Half as many pages to walk through as by default for the blob of a chunk.
    database.pragma('page_size = 8192');
    database.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(database);
  } catch (error) {
    database.close();
    rmSync(unfinished, { force: true });
    throw error;
  }
  database.close();
  renameSync(unfinished, path);
}

function refuseFolder(path: string): void {
  const folder = dirname(path);
  const refuse = (problem: string) => new MikkeError('project-not-writable', { path, problem });
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) throw refuse(`the folder "${folder}" does not exist`);
  if (!stat.isDirectory()) throw refuse(`"${folder}" is not a folder`);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw refuse(`the folder "${folder}" cannot be written`);
  }
}
