/** From a recipe to a run that a project knows; nothing is written before everything is checked. */
import { MikkeError } from '../core/errors/error.ts';
import { checkRecipe, fullSchedule, type Recipe } from '../core/recipe/recipe.ts';
import type { ImportedDataset } from '../core/record/dataset.ts';
import { importDataset } from '../dataset/import.ts';
import { openProject, type Project } from '../project/project.ts';
import type { StudyPlace } from '../project/stores/studies.ts';
import { versions } from './versions.ts';

export type NewRun = { project: Project; run: number };

export type OnImport = (done: number, total: number) => void;

/**
 * Imports the recipe's data set, opens or makes the project, and adds the run to it.
 * @param who names the writer to whoever opens the project meanwhile
 */
export async function newRun(
  path: string,
  who: string,
  recipe: Recipe,
  name: string,
  onImport: OnImport,
): Promise<NewRun> {
  // A project that is there is opened first, so that one that cannot be written is refused at once.
  let project = await openExisting(path, who);
  try {
    project?.requireWrite();
    const imported = await importFor(recipe, onImport);
    project ??= await openProject(path, { access: 'write', create: true, who });
    return { project, run: await recordRun(project, recipe, name, imported) };
  } catch (error) {
    await project?.close();
    throw error;
  }
}

/** Imports the recipe's data set and adds the run to an open project; it is marked as running. */
export async function addRun(
  project: Project,
  recipe: Recipe,
  name: string,
  onImport: OnImport,
): Promise<number> {
  project.requireWrite();
  return recordRun(project, recipe, name, await importFor(recipe, onImport));
}

/** Imports the recipe's data set, and refuses a recipe that could never train on it. */
async function importFor(recipe: Recipe, onImport: OnImport): Promise<ImportedDataset> {
  const imported = await importDataset(recipe, onImport);
  checkRecipe(recipe, imported.record.trainCount, imported.record);
  return imported;
}

async function recordRun(
  project: Project,
  recipe: Recipe,
  name: string,
  imported: ImportedDataset,
): Promise<number> {
  project.requireWrite();
  return createRun(project, recipe, name, await project.addDataset(imported));
}

/** Adds a run of a data-set version that the project has; it is marked as running. */
export function createRun(
  project: Project,
  recipe: Recipe,
  name: string,
  dataset: number,
  study?: StudyPlace,
): Promise<number> {
  const schedule = fullSchedule(recipe);
  const run = { name, recipe, schedule, dataset, versions: versions() };
  return project.createRun(study === undefined ? run : { ...run, study });
}

/** Opens a project for writing; null where there is none. */
export async function openExisting(path: string, who: string): Promise<Project | null> {
  try {
    return await openProject(path, { access: 'write', who });
  } catch (error) {
    if (error instanceof MikkeError && error.code === 'project-missing') return null;
    throw error;
  }
}
