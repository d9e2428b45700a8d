import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MikkeError } from '../core/errors/error.ts';
import { parseSearch, type SearchStudy } from '../core/search/study.ts';
import { parseStudy, type Study } from '../core/study/study.ts';

/**
 * Reads a study file. Its data sets stand relative to it, wherever the command is typed.
 * @throws file-missing, bad-study, unknown-key, bad-value, bad-schedule
 */
export const readStudy = (path: string): Promise<Study> => readWith(path, parseStudy);

/** Reads a search's file as readStudy does a study's. */
export const readSearch = (path: string): Promise<SearchStudy> => readWith(path, parseSearch);

async function readWith<Of extends Study>(
  path: string,
  parse: (given: unknown, path: string) => Of,
): Promise<Of> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new MikkeError('file-missing', { path }, error);
  });
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new MikkeError('bad-study', { path, problem: 'it is not JSON.' }, error);
  }
  const study = parse(given, path);
  const folder = dirname(path);
  const arms = study.arms.map((arm) => ({ ...arm, settings: within(folder, arm.settings) }));
  return { ...study, base: within(folder, study.base), arms };
}

function within(folder: string, settings: Record<string, unknown>): Record<string, unknown> {
  const { dataset } = settings;
  if (typeof dataset !== 'string' || dataset === 'mnist') return settings;
  return { ...settings, dataset: resolve(folder, dataset) };
}
