/** A search as a study: its trials are arms, which it adds as it comes to them. */
import { MikkeError } from '../errors/error.ts';
import { totalSeconds, type EpochRecord } from '../record/run.ts';
import { parseStudy, type Arm, type Study } from '../study/study.ts';
import { parseSettings } from '../recipe/recipe.ts';
import type { ImageShape } from '../schedule/course.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { nameOf, plain, sameView, scheduleOf, type Bandwidths } from './bandwidths.ts';
import type { SearchPlan } from './plan.ts';
import type { Trial } from './search.ts';

export type SearchStudy = Study & { search: SearchPlan };

export const isSearch = (study: Study): study is SearchStudy => study.search !== undefined;

/**
 * A search from something unknown: a study with `search` in place of `arms`. Its first arm is the
 * plain recipe.
 * @param path names it in errors
 * @throws what parseStudy throws
 */
export function parseSearch(given: unknown, path: string): SearchStudy {
  const refuse = (problem: string) => new MikkeError('bad-study', { path, problem });
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuse('it must be an object with version, name, base, seeds and search.');
  }
  if ('arms' in given) throw refuse('arms must be left out, since the search finds them.');
  const study = parseStudy({ ...given, arms: [{ name: 'plain' }] }, path);
  if (!isSearch(study)) throw refuse('search is missing, which says how to search.');
  return { ...study, arms: [armOf(study, plain(study.search))] };
}

/** What is followed with these bandwidths: the other tracks are those that the search shares. */
export function scheduleIn({ base, search }: SearchStudy, bandwidths: Bandwidths): Schedule {
  const { epochs, schedule } = parseSettings(base, 'base.');
  return scheduleOf(search, bandwidths, epochs, schedule);
}

/** The arm that trains so. */
export const armOf = (study: SearchStudy, bandwidths: Bandwidths): Arm => ({
  name: nameOf(bandwidths),
  settings: { schedule: scheduleIn(study, bandwidths) },
});

/** A search with the arms that it had found before besides its own, so that their runs stay its runs. */
export function withFound<Of extends Study>(study: Of, before: Study | undefined): Of {
  if (!isSearch(study) || before === undefined || !isSearch(before)) return study;
  const names = new Set(study.arms.map(({ name }) => name));
  return { ...study, arms: [...study.arms, ...before.arms.filter(({ name }) => !names.has(name))] };
}

/** The trial of an arm from the epochs of its finished runs, one a seed. */
export function trialOf(name: string, runs: readonly (readonly EpochRecord[])[]): Trial {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    name,
    accuracy: mean(runs.map((epochs) => epochs[epochs.length - 1].testAccuracy)),
    runs: runs.length,
    seconds: runs.flat().reduce((sum, epoch) => sum + totalSeconds(epoch), 0),
  };
}

/**
 * Refuses a search that would train the same twice, with images so small that two of its candidates
 * are shown alike. Other studies are left alone.
 * @throws bad-study
 */
export function requireDifferentViews(study: Study, shape: ImageShape): void {
  const same = isSearch(study) ? sameView(study.search, shape) : null;
  if (same === null) return;
  const { smaller, larger, height, width } = same;
  const problem = `search.candidates has ${smaller} and ${larger}, which both show ${height} x ${width} pixels of images of ${shape.height} x ${shape.width}.`;
  throw new MikkeError('bad-study', { path: study.name, problem });
}
