/** The finished project that comes with Mikke; `npm run sample` records it. */
import { constants } from 'node:fs';
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MikkeError } from '../../core/errors/error.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));

/** Copies it to the data folder where it is not there yet, and says where it is. */
export async function sampleProject(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'sample.mikke');
  const unfinished = `${path}-${process.pid}.unfinished`;
  try {
    if (await stands(path)) return path;
    await mkdir(dataFolder, { recursive: true });
    await copyFile(SAMPLE, unfinished, constants.COPYFILE_FICLONE);
    // Unlike a move, a link never takes the place of a copy that another shell has just made.
    await link(unfinished, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') return rename(unfinished, path);
    });
    return path;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw new MikkeError('disk-full', { path }, error);
    throw new MikkeError('project-not-writable', { path, problem: message }, error);
  } finally {
    await rm(unfinished, { force: true });
  }
}

const stands = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
