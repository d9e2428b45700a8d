/** From a recipe to a run that the project knows; nothing is written before everything is checked. */
import { MikkeError } from '../core/errors/error.ts';
import { checkRecipe, fullSchedule, type Recipe } from '../core/recipe/recipe.ts';
import { importDataset } from '../dataset/import.ts';
import { openProject, type Project } from '../project/project.ts';
import { versions } from './versions.ts';

export type NewRun = { project: Project; run: number };

/**
 * Imports the recipe's data set, opens or makes the project, and adds the run to it.
 * @param who names the writer to whoever opens the project meanwhile
 */
export async function newRun(
  path: string,
  who: string,
  recipe: Recipe,
  name: string,
  onImport: (done: number, total: number) => void,
): Promise<NewRun> {
  // A project that is there is opened first, so that one that cannot be written is refused at once.
  let project = await openExisting(path, who);
  try {
    project?.requireWrite();
    const imported = await importDataset(recipe, onImport);
    checkRecipe(recipe, imported.record.trainCount);
    project ??= await openProject(path, { access: 'write', create: true, who });
    project.requireWrite();
    const dataset = await project.addDataset(imported);
    const schedule = fullSchedule(recipe);
    const run = await project.createRun({ name, recipe, schedule, dataset, versions: versions() });
    return { project, run };
  } catch (error) {
    await project?.close();
    throw error;
  }
}

async function openExisting(path: string, who: string): Promise<Project | null> {
  try {
    return await openProject(path, { access: 'write', who });
  } catch (error) {
    if (error instanceof MikkeError && error.code === 'project-missing') return null;
    throw error;
  }
}
