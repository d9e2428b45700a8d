/** What `--json` says of a run. */
import type { EpochRecord } from '../core/record/run.ts';
import type { Project } from '../project/project.ts';

/** A run with its data set and every epoch. */
export async function runDocument(project: Project, id: number) {
  const run = await project.run(id);
  return { ...run, dataset: await project.dataset(run.dataset), epochs: await project.epochs(id) };
}

/** A run as a row: its last epoch stands for it. */
export async function runRow(project: Project, id: number) {
  const run = await project.run(id);
  const epochs = await project.epochs(id);
  const last: EpochRecord | undefined = epochs.at(-1);
  return {
    id: run.id,
    name: run.name,
    status: run.status,
    policy: run.recipe.policy,
    model: run.recipe.model,
    dataset: run.recipe.dataset,
    seed: run.recipe.seed,
    engine: run.engine?.name ?? null,
    epochsDone: epochs.length,
    epochs: run.plannedEpochs,
    testAccuracy: last?.testAccuracy ?? null,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    error: run.error,
  };
}
