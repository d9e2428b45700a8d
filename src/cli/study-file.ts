import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MikkeError } from '../core/errors/error.ts';
import { problemWords, readJson, type Path } from '../core/json/places.ts';
import { MOST_KEYFRAMES } from '../core/schedule/schedule.ts';
import { scheduleProblems } from '../core/schedule/text.ts';
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
  const read = readJson(text, MOST_KEYFRAMES);
  if (read.problems !== null) {
    throw new MikkeError('bad-study', { path, problem: problemWords(read.problems) });
  }
  for (const [at, schedule] of schedulesIn(read.value)) {
    const problems = scheduleProblems(schedule, read.placeOf, at);
    if (problems.length === 0) continue;
    const where = `${path}, ${at.join('.')}`;
    throw new MikkeError('bad-schedule', { path: where, problem: problemWords(problems) });
  }
  const study = parse(read.value, path);
  const folder = dirname(path);
  const arms = study.arms.map((arm) => ({ ...arm, settings: within(folder, arm.settings) }));
  return { ...study, base: within(folder, study.base), arms };
}

/** The schedules that are written in a study, by their key paths; the rest of it may be anything. */
function schedulesIn(study: unknown): [Path, unknown][] {
  const { base, arms } = objectOf(study);
  const settings: [Path, unknown][] = [[['base'], base]];
  if (Array.isArray(arms)) {
    arms.forEach((arm, i) => settings.push([['arms', i, 'settings'], objectOf(arm)['settings']]));
  }
  return settings.flatMap(([at, of]) => {
    const schedule = objectOf(of)['schedule'] ?? null;
    return schedule === null ? [] : [[[...at, 'schedule'], schedule]];
  });
}

const objectOf = (given: unknown): Partial<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? given : {};

function within(folder: string, settings: Record<string, unknown>): Record<string, unknown> {
  const { dataset } = settings;
  if (typeof dataset !== 'string' || dataset === 'mnist') return settings;
  return { ...settings, dataset: resolve(folder, dataset) };
}
