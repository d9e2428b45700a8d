/** What people chose, and what they opened, in one file of the data folder. */
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MikkeError } from '../../core/errors/error.ts';
import { settingsSchema, type Settings } from '../contract.ts';
import { writeWhole } from './write-whole.ts';

const usual: Settings = { theme: 'system', recentProjects: [] };

export type SettingsFile = {
  current(): Settings;
  /** Changes are made one after another; each is on the disk when it resolves. */
  change(change: (settings: Settings) => Settings): Promise<Settings>;
};

/** @param onDamaged hears that the file could not be read and was put aside */
export async function openSettings(
  folder: string,
  onDamaged: (problem: MikkeError) => void,
): Promise<SettingsFile> {
  const path = join(folder, 'settings.json');
  let settings = await read(path, onDamaged);
  let last: Promise<unknown> = Promise.resolve();
  return {
    current: () => settings,
    change(change) {
      const changed = last.then(async () => {
        // Another shell may have changed them meanwhile.
        const next = change(await read(path, onDamaged));
        await writeWhole(path, next);
        return (settings = next);
      });
      last = changed.catch(() => undefined);
      return changed;
    },
  };
}

async function read(path: string, onDamaged: (problem: MikkeError) => void): Promise<Settings> {
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return usual;
    throw error;
  }
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (error) {
    const kept = path.replace(/\.json$/, '.damaged.json');
    await rename(path, kept);
    onDamaged(new MikkeError('settings-damaged', { path, kept }, error));
    return usual;
  }
}
