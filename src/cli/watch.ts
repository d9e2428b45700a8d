/** Carries out a run while showing its progress, and prints what came of it. */
import { MikkeError } from '../core/errors/error.ts';
import { totalSeconds } from '../core/record/run.ts';
import { carryOutRun } from '../jobs/train-job.ts';
import type { Project } from '../project/project.ts';
import { runDocument } from './document.ts';
import { stoppable } from './interrupt.ts';
import { printJson, printResult, say } from './output.ts';
import { showProgress } from './progress.ts';
import { counted, duration, percent, whole } from './words.ts';

/**
 * @param goOnWith the command that goes on after Ctrl-C
 * @throws interrupted after Ctrl-C, and what stopped the run
 */
export async function watchRun(
  project: Project,
  id: number,
  goOnWith: 'mikke resume' | 'mikke study run' | 'mikke search run' = 'mikke resume',
): Promise<void> {
  const run = await project.run(id);
  const { plannedEpochs, name } = run;
  const { trainCount, testCount } = await project.dataset(run.dataset);
  say(
    `Run ${id} ${name}: ${counted(plannedEpochs, 'epoch')} of ${counted(trainCount, 'sample')}, tested on ${whole(testCount)}.`,
  );
  const outcome = await stoppable((signal) =>
    carryOutRun(project, id, showProgress(trainCount), signal),
  );
  if (outcome === 'stopped') throw new MikkeError('interrupted', { goOnWith });
}

export async function printOutcome(project: Project, id: number, json: boolean): Promise<void> {
  const document = await runDocument(project, id);
  if (json) return printJson(document);
  const last = document.epochs.at(-1);
  if (last === undefined) return;
  const seconds = document.epochs.reduce((sum, epoch) => sum + totalSeconds(epoch), 0);
  const hidden = document.epochs.reduce((sum, epoch) => sum + epoch.hidden, 0);
  const shown = document.epochs.length * document.dataset.trainCount;
  await printResult(
    `Run ${id} ${document.status}: top-1 accuracy ${percent(last.testAccuracy)} on ${whole(document.dataset.testCount)} test images ` +
      `after ${counted(document.epochs.length, 'epoch')} (${duration(seconds)}); ${percent(hidden / shown)} of the training samples were hidden.\n` +
      `Project: ${project.path}\n`,
  );
}
