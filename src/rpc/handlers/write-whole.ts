import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MikkeError } from '../../core/errors/error.ts';

/**
 * Writes a value as JSON. The file is always whole: it appears under its name when it is on the disk,
 * whoever else writes it at the same time.
 * @throws disk-full, file-not-writable
 */
export async function writeWhole(path: string, value: unknown): Promise<void> {
  const unfinished = `${path}-${randomUUID()}.unfinished`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw new MikkeError('disk-full', { path }, error);
    throw new MikkeError('file-not-writable', { path, problem: message }, error);
  }
}
