/** Files and folders that appear under their name when they are whole, or not at all. */
import { randomUUID } from 'node:crypto';
import {
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  type FileHandle,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { MikkeError } from '../../core/errors/error.ts';

/** Where SQLite keeps what kind of file one is, and what stands there in a project: "Mikk". */
const APPLICATION_ID_AT = 68;
const PROJECT = 'Mikk';

/**
 * Writes a file, and yields after each of its parts; the folders that it stands in are made. A file
 * that is there already is left as it is unless it is to be replaced, and a project always. Whoever
 * ends the iteration before its end leaves nothing behind.
 * @throws export-exists, export-over-project, export-disk-full, output-not-writable, and what `parts` throws
 */
export const writeWholeFile = (
  path: string,
  parts: AsyncIterable<string | Uint8Array>,
  { replace }: { replace: boolean },
): AsyncGenerator<void, void> =>
  whole(
    path,
    () => refuseFile(path, replace),
    async function* (unfinished) {
      const file = await open(unfinished, 'wx');
      try {
        for await (const part of parts) {
          await file.writeFile(part);
          yield;
        }
        await file.sync();
      } finally {
        await file.close();
      }
    },
    replace ? rename : putNew,
  );

/**
 * Fills a folder, which is made, as those that it stands in; one that is there already must be empty.
 * @param fill is given a folder to write to
 * @throws export-folder-full, export-disk-full, output-not-writable, and what `fill` throws
 */
export const writeWholeFolder = (
  path: string,
  fill: (folder: string) => AsyncIterable<void>,
): AsyncGenerator<void, void> =>
  whole(
    path,
    () => refuseFolder(path),
    async function* (unfinished) {
      await mkdir(unfinished);
      yield* fill(unfinished);
    },
    putFolder,
  );

/** Both begins and ends with `refuse`: somebody else may have made it meanwhile. */
async function* whole(
  path: string,
  refuse: () => Promise<void>,
  write: (unfinished: string) => AsyncIterable<void>,
  put: (unfinished: string, path: string) => Promise<void>,
): AsyncGenerator<void, void> {
  const unfinished = `${path}-${randomUUID()}.unfinished`;
  try {
    await refuse();
    await mkdir(dirname(path), { recursive: true });
    yield* write(unfinished);
    await refuse();
    await put(unfinished, path);
  } catch (error) {
    throw failureOf(path, error);
  } finally {
    // Of what was moved into place, nothing is there.
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Gives a file its name unless another one has it by now, which a rename would write over. */
async function putNew(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new MikkeError('export-exists', { path }, error);
    }
    // Sticks and some network drives have no second names. There a file that was made in the moment
    // since the last look is lost: Node has no rename that refuses.
    await rename(unfinished, path);
  }
}

/** Windows renames nothing to what is there, not even to an empty folder. */
async function putFolder(unfinished: string, path: string): Promise<void> {
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(unfinished, path);
}

function failureOf(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof MikkeError || code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new MikkeError('export-disk-full', { path }, error);
  }
  return new MikkeError('output-not-writable', { path, problem: message }, error);
}

async function refuseFile(path: string, replace: boolean): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  if (!found.isFile()) {
    const problem = found.isDirectory() ? 'it is a folder' : 'it is no file';
    throw new MikkeError('output-not-writable', { path, problem });
  }
  if (await isProject(path)) throw new MikkeError('export-over-project', { path });
  if (!replace) throw new MikkeError('export-exists', { path });
}

async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory() || (await readdir(path)).length > 0) {
    throw new MikkeError('export-folder-full', { path });
  }
}

async function isProject(path: string): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, APPLICATION_ID_AT);
    return bytesRead === 4 && buffer.toString('latin1') === PROJECT;
  } finally {
    await file?.close();
  }
}
