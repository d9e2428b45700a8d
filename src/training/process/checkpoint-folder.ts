/**
 * Checkpoints of one run as files `epoch-000012.ckpt`: the coded bytes and their SHA-256. A file
 * appears under its name only when it is whole and on the disk, and the newest two are kept, so a
 * kill at any moment leaves one to go on from.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MikkeError } from '../../core/errors/error.ts';

const KEPT = 2;
const SHA256_BYTES = 32;
const fileName = (epoch: number) => `epoch-${String(epoch).padStart(6, '0')}.ckpt`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** Epochs that have a file, newest first; none where there is no folder. */
async function checkpointedEpochs(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => /^epoch-(\d+)\.ckpt$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** @throws disk-full, project-not-writable */
export async function writeCheckpoint(folder: string, epoch: number, bytes: Uint8Array) {
  const path = join(folder, fileName(epoch));
  const unfinished = `${path}.unfinished`;
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(unfinished, 'w');
    try {
      await file.writev([bytes, sha256(bytes)]);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncFolder(folder);
    const old = (await checkpointedEpochs(folder)).slice(KEPT);
    await Promise.all(old.map((epoch) => rm(join(folder, fileName(epoch)), { force: true })));
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) {
      throw new MikkeError('disk-full', { path }, error);
    }
    throw new MikkeError('project-not-writable', { path, problem: message }, error);
  }
}

/** So that the new name itself outlives a power cut; Windows cannot sync a folder and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/**
 * The newest checkpoint that `decode` accepts among the epochs that the project has recorded.
 * A checkpoint follows the record of its epoch, so two recorded epochs without one mean that it was lost.
 * @returns null where the run must begin anew
 * @throws checkpoint-missing, checkpoint-invalid
 */
export async function newestCheckpoint<T>(
  folder: string,
  run: number,
  recordedEpochs: number,
  decode: (bytes: Uint8Array) => T,
): Promise<T | null> {
  let invalid: MikkeError | undefined;
  for (const epoch of await checkpointedEpochs(folder)) {
    if (epoch >= recordedEpochs) continue;
    const path = join(folder, fileName(epoch));
    try {
      const bytes = await readFile(path);
      const content = bytes.subarray(0, -SHA256_BYTES);
      if (!sha256(content).equals(bytes.subarray(-SHA256_BYTES))) {
        throw new Error('its checksum does not fit its bytes');
      }
      return decode(content);
    } catch (error) {
      const problem = `${(error as Error).message}.`;
      invalid ??= new MikkeError('checkpoint-invalid', { path, problem }, error);
    }
  }
  if (invalid !== undefined) throw invalid;
  if (recordedEpochs > 1) throw new MikkeError('checkpoint-missing', { run, folder });
  return null;
}
