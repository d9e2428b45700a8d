/** The templates that a person saved, for every project, in one file of the data folder. */
import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MikkeError } from '../../core/errors/error.ts';
import {
  ownTemplatesFile,
  parseOwnTemplates,
  whyNotName,
  type OwnTemplate,
  type ReadTemplates,
} from '../../core/template/own.ts';
import { inTurn } from './in-turn.ts';
import { writeWhole } from './write-whole.ts';

const pathIn = (folder: string) => join(folder, 'templates.json');

/**
 * The newest first. A file that cannot be read is put aside under a free name, once.
 * @throws templates-damaged, templates-newer
 */
export async function readOwnTemplates(folder: string): Promise<OwnTemplate[]> {
  const path = pathIn(folder);
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const read = parsed(text);
  switch (read.kind) {
    case 'templates':
      return read.templates.toSorted((a, b) => Date.parse(b.savedAt) - Date.parse(a.savedAt));
    case 'newer':
      throw new MikkeError('templates-newer', { path });
    case 'damaged': {
      const kept = freeName(path);
      await rename(path, kept);
      throw new MikkeError('templates-damaged', { path, problem: read.problem, kept });
    }
  }
}

function parsed(text: string): ReadTemplates {
  try {
    return parseOwnTemplates(JSON.parse(text));
  } catch {
    return { kind: 'damaged', problem: 'it is no JSON.' };
  }
}

export type OwnTemplates = {
  list(): Promise<OwnTemplate[]>;
  /** @throws template-exists, bad-value, and what reading and writing throw */
  save(template: OwnTemplate, replace: boolean): Promise<void>;
  remove(name: string): Promise<void>;
};

/** Changes are made one after another; each is on the disk when it resolves. */
export function createOwnTemplates(folder: string): OwnTemplates {
  const oneByOne = inTurn();
  const change = (changed: (all: OwnTemplate[]) => OwnTemplate[]) =>
    oneByOne(async () => {
      // Another shell may have changed them meanwhile.
      const templates = changed(await readOwnTemplates(folder));
      await writeWhole(pathIn(folder), ownTemplatesFile(templates));
    });
  return {
    list: () => oneByOne(() => readOwnTemplates(folder)),
    async save(template, replace) {
      const { name } = template;
      if (whyNotName(name) !== null) {
        const expected = 'a name that no published template has';
        throw new MikkeError('bad-value', { key: 'name', value: name, expected });
      }
      await change((all) => {
        const others = all.filter((other) => other.name !== name);
        if (others.length < all.length && !replace)
          throw new MikkeError('template-exists', { name });
        return [template, ...others];
      });
    },
    remove: (name) => change((all) => all.filter((other) => other.name !== name)),
  };
}

/** Earlier damaged files are not written over. */
function freeName(path: string): string {
  const named = (end: string) => path.replace(/\.json$/, `.damaged${end}.json`);
  let [kept, count] = [named(''), 1];
  while (existsSync(kept)) kept = named(`-${++count}`);
  return kept;
}
