/** What `--json` says of a run. */
import { sizeOf } from '../core/forecast/forecast.ts';
import { review, type Review } from '../core/forecast/review.ts';
import type { EpochRecord, RunRecord } from '../core/record/run.ts';
import type { Project } from '../project/project.ts';

/** A run with its data set, every epoch, and what was forecast of them. */
export async function runDocument(project: Project, id: number) {
  const run = await project.run(id);
  return {
    ...run,
    dataset: await project.dataset(run.dataset),
    epochs: await project.epochs(id),
    forecast: await reviewOf(project, run),
  };
}

async function reviewOf(project: Project, run: RunRecord): Promise<Review | null> {
  const withEpochs = async (of: RunRecord) => ({ ...of, epochs: await project.epochs(of.id) });
  const before = (await project.runs()).filter(
    ({ id, recipe: { model, width } }) =>
      id < run.id && model === run.recipe.model && width === run.recipe.width,
  );
  const sizes = new Map((await project.datasets()).map((dataset) => [dataset.id, sizeOf(dataset)]));
  return review(await withEpochs(run), await Promise.all(before.map(withEpochs)), sizes);
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
    view: run.recipe.view,
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
