/** Carries out a search: one trial after another as its rule asks for them, finished ones never again. */
import { checkRecipe } from '../core/recipe/recipe.ts';
import { standingOf, type Standing, type Trial } from '../core/search/search.ts';
import {
  armOf,
  isSearch,
  requireDifferentViews,
  trialOf,
  type SearchStudy,
} from '../core/search/study.ts';
import { runAt, type StudyRecord } from '../core/study/record.ts';
import { recipeOf, type Arm, type Place } from '../core/study/study.ts';
import type { Project } from '../project/project.ts';
import { begin, recordOf, type PreparedStudy } from './study.ts';

/** A trial as the project has it, with the number of the run of each seed. */
export type RecordedTrial = Trial & { numbers: number[] };

/** A search as the project has it. */
export type SearchState = { search: SearchStudy; trials: RecordedTrial[]; standing: Standing };

/** A run of a search as it is about to be carried out; `trial` counts from 1. */
export type SearchStep = Place & { run: number; trial: number };

/** Where a search of a project stands; undefined for a study that is none. */
export async function stateOf(
  project: Project,
  record: StudyRecord,
): Promise<SearchState | undefined> {
  const search = record.study;
  if (!isSearch(search)) return undefined;
  const trials: RecordedTrial[] = [];
  for (const { name } of search.arms) {
    const numbers = search.seeds.flatMap((seed) => runAt(record, { arm: name, seed }) ?? []);
    const runs = await Promise.all(numbers.map((run) => project.run(run)));
    const finished = runs.every(({ status }) => status === 'finished');
    if (numbers.length < search.seeds.length || !finished) continue;
    const epochs = await Promise.all(numbers.map((run) => project.epochs(run)));
    trials.push({ ...trialOf(name, epochs), numbers });
  }
  // Arms stand in the order in which they were found, but for the plain one and those of an earlier plan.
  trials.sort((a, b) => a.numbers[0] - b.numbers[0]);
  return { search, trials, standing: standingOf(search.search, search.seeds.length, trials) };
}

/**
 * Begins or resumes the runs that the search asks for, until its rule has decided every stage or
 * its budget is used up. The study of the search gains each trial as an arm before it is begun.
 * @param carryOut trains one run to its end
 * @param onTrial hears where the search stands before each trial, and at its end
 * @throws at once what stopped a run
 */
export async function carryOutSearch(
  prepared: PreparedStudy,
  carryOut: (step: SearchStep) => Promise<void>,
  onTrial: (state: SearchState) => void,
): Promise<void> {
  const { project, id } = prepared;
  for (;;) {
    const record = await recordOf(project, id);
    const state = await stateOf(project, record);
    if (state === undefined) throw new Error(`Study ${id} is no search.`);
    onTrial(state);
    const { search, trials, standing } = state;
    if (standing.next === null) return;
    const ready = await withArm(prepared, record, search, armOf(search, standing.next));
    for (const seed of search.seeds) {
      const place = { arm: ready.arm.name, seed };
      const run = runAt(record, place) ?? (await begin(ready, ready.arm, seed));
      if (run === null) throw new Error(`The arm ${place.arm} of a search matches another.`);
      if ((await project.run(run)).status === 'finished') continue;
      await carryOut({ ...place, run, trial: trials.length + 1 });
    }
  }
}

/** The search with an arm that it may not have yet, which is checked before it is kept. */
async function withArm(
  prepared: PreparedStudy,
  record: StudyRecord,
  search: SearchStudy,
  next: Arm,
): Promise<PreparedStudy & { arm: Arm }> {
  const { project, datasets } = prepared;
  const known = search.arms.find(({ name }) => name === next.name);
  const arm = known ?? next;
  const study = known === undefined ? { ...search, arms: [...search.arms, next] } : search;
  // Arms differ in their schedules only, so that the data set of one is that of all.
  const dataset =
    record.runs.length === 0
      ? [...datasets.values()][0]
      : (await project.run(record.runs[0].run)).dataset;
  const { trainCount, ...shape } = await project.dataset(dataset);
  checkRecipe(recipeOf(study, arm, study.seeds[0]), trainCount, shape);
  requireDifferentViews(study, shape);
  if (known === undefined) await project.saveStudy(study);
  return { ...prepared, study, arm, datasets: new Map([[arm, dataset]]) };
}
