/** Carries out a study: its runs one after another, those that are finished never again. */
import { asMikkeError, MikkeError } from '../core/errors/error.ts';
import { checkRecipe, fullSchedule, passesOf, type Recipe } from '../core/recipe/recipe.ts';
import type { ImportedDataset } from '../core/record/dataset.ts';
import type { ImageShape } from '../core/schedule/course.ts';
import { requireDifferentViews, withFound } from '../core/search/study.ts';
import { checkUnchanged, runAt, type StudyRecord } from '../core/study/record.ts';
import { placesOf, recipeOf, type Arm, type Place, type Study } from '../core/study/study.ts';
import { importDataset } from '../dataset/import.ts';
import { openProject, type Project } from '../project/project.ts';
import { createRun, openExisting, type OnImport } from './new-run.ts';

export type PreparedStudy = {
  project: Project;
  study: Study;
  /** Of the study in the project. */
  id: number;
  /** Ids of data-set versions by arm, for the arms that have runs to begin. */
  datasets: ReadonlyMap<Arm, number>;
};

/**
 * Checks every arm against its data set, opens or makes the project, and keeps the study in it. A
 * data set that several arms share is imported once. Nothing is written before everything is checked.
 * @param who names the writer to whoever opens the project meanwhile
 * @throws study-changed where a run is recorded that the study would now do otherwise, and what
 * importing and opening throw
 */
export async function prepareStudy(
  path: string,
  who: string,
  given: Study,
  onImport: OnImport,
): Promise<PreparedStudy> {
  let project = await openExisting(path, who);
  try {
    project?.requireWrite();
    const known = project === null ? undefined : await studyNamed(project, given.name);
    const study = withFound(given, known?.study);
    if (project !== null && known !== undefined) await requireUnchanged(project, known, study);
    const imports = await importsFor(study, known, onImport);

    project ??= await openProject(path, { access: 'write', create: true, who });
    project.requireWrite();
    const id = await project.saveStudy(study);
    const datasets = new Map<Arm, number>();
    for (const [arm, imported] of imports) datasets.set(arm, await project.addDataset(imported));
    return { project, study, id, datasets };
  } catch (error) {
    await project?.close();
    throw error;
  }
}

/** A run of a study as it is about to be carried out; `number` counts from 1 to `of`. */
export type StudyStep = Place & { run: number; number: number; of: number };

/**
 * Begins or resumes every run that is not finished, every arm with the first seed before any with
 * the next. A run that fails is left as it is, and the others go on.
 * @param carryOut trains one run to its end
 * @throws study-incomplete when all are through and some failed; and at once what stopped a run
 * that is not recorded as failed: an interrupt, or a project that cannot be written
 */
export async function carryOutStudy(
  prepared: PreparedStudy,
  carryOut: (step: StudyStep) => Promise<void>,
  onFailure: (failure: MikkeError) => void,
): Promise<void> {
  const { project, study, id } = prepared;
  const places = placesOf(study);
  const failures: MikkeError[] = [];
  let finished = 0;
  for (const [i, { arm, seed }] of places.entries()) {
    const place = { arm: arm.name, seed };
    const begun = runAt(await recordOf(project, id), place);
    const run = begun ?? (await begin(prepared, arm, seed));
    // The arm that it matches has failed with this seed.
    if (run === null) continue;
    try {
      if ((await project.run(run)).status !== 'finished') {
        await carryOut({ ...place, run, number: i + 1, of: places.length });
      }
      finished++;
    } catch (thrown) {
      if ((await project.run(run)).status !== 'failed') throw thrown;
      const failure = asMikkeError(thrown);
      failures.push(failure);
      onFailure(failure);
    }
  }
  if (failures.length === 0) return;
  const [{ message: first }] = failures;
  const of = places.length;
  throw new MikkeError('study-incomplete', { study: study.name, finished, of, first });
}

const studyNamed = async (project: Project, name: string): Promise<StudyRecord | undefined> =>
  (await project.studies()).find(({ study }) => study.name === name);

export async function recordOf(project: Project, id: number): Promise<StudyRecord> {
  const record = (await project.studies()).find((study) => study.id === id);
  if (record === undefined) throw new Error(`The project has no study ${id}.`);
  return record;
}

async function requireUnchanged(
  project: Project,
  before: StudyRecord,
  after: Study,
): Promise<void> {
  const recorded = await Promise.all(
    before.runs.map(async (place) => ({ ...place, recipe: (await project.run(place.run)).recipe })),
  );
  checkUnchanged(before.study, after, recorded);
}

/** The data set of each arm that has runs to begin. */
async function importsFor(
  study: Study,
  known: StudyRecord | undefined,
  onImport: OnImport,
): Promise<Map<Arm, ImportedDataset>> {
  const byData = new Map<string, ImportedDataset>();
  const byArm = new Map<Arm, ImportedDataset>();
  for (const arm of study.arms) {
    const toBegin = study.seeds.filter(
      (seed) => known === undefined || runAt(known, { arm: arm.name, seed }) === undefined,
    );
    if (toBegin.length === 0) continue;
    const recipe = recipeOf(study, arm, toBegin[0]);
    const key = dataOf(recipe);
    const imported = byData.get(key) ?? (await importDataset(recipe, onImport));
    byData.set(key, imported);
    checkRecipe(recipe, imported.record.trainCount, imported.record);
    requireDifferentViews(study, imported.record);
    requireEnoughToMatch(study, arm, imported.record);
    byArm.set(arm, imported);
  }
  return byArm;
}

/**
 * Refuses an arm that makes more passes over the data set than the one that it matches: on the clock
 * `compute` that depends on the size of the images.
 * @throws bad-study
 */
function requireEnoughToMatch(study: Study, arm: Arm, shape: ImageShape): void {
  const matched = study.arms.find(({ name }) => name === arm.match);
  if (matched === undefined) return;
  const [own, theirs] = [arm, matched].map((one) => {
    const recipe = recipeOf(study, one, study.seeds[0]);
    return passesOf(recipe, fullSchedule(recipe), shape).length;
  });
  if (own <= theirs) return;
  const problem = `the arm "${arm.name}" makes ${own} passes over the data set, and "${matched.name}", which it matches, makes ${theirs}.`;
  throw new MikkeError('bad-study', { path: study.name, problem });
}

const dataOf = ({
  dataset,
  limit,
  testLimit,
  validation,
  dataSeed,
  files,
  exclude,
}: Recipe): string =>
  JSON.stringify([dataset, limit, testLimit, validation, dataSeed, files, exclude]);

/** Adds the run of a place; null where it is to match a run that is not finished. */
export async function begin(
  { project, study, id, datasets }: PreparedStudy,
  arm: Arm,
  seed: number,
): Promise<number | null> {
  const dataset = datasets.get(arm);
  if (dataset === undefined) throw new Error(`The data set of arm ${arm.name} was not imported.`);
  const recipe = recipeOf(study, arm, seed);
  if (arm.match !== undefined) {
    const run = runAt(await recordOf(project, id), { arm: arm.match, seed });
    if (run === undefined || (await project.run(run)).status !== 'finished') return null;
    recipe.match = { run, hidden: (await project.epochs(run)).map(({ hidden }) => hidden) };
    const { trainCount, ...shape } = await project.dataset(dataset);
    checkRecipe(recipe, trainCount, shape);
  }
  const name = `${study.name}: ${arm.name}, seed ${seed}`;
  return createRun(project, recipe, name, dataset, { study: id, arm: arm.name, seed });
}
