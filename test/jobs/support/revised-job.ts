/** A small run whose schedule is changed once its second epoch is recorded, and what may befall it then. */
import { MikkeError } from '../../../src/core/errors/error.ts';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import type { Revision } from '../../../src/core/schedule/revision.ts';
import type { Schedule } from '../../../src/core/schedule/schedule.ts';
import { newRun } from '../../../src/jobs/new-run.ts';
import { reviseRun } from '../../../src/jobs/revise.ts';
import { carryOutRun, type JobEvent } from '../../../src/jobs/train-job.ts';

const hold = (value: number) => [{ at: 0, value, easing: 'hold' as const }];
const changed: Schedule = {
  ...{ version: 1, clock: 'epoch' },
  tracks: { hideFraction: hold(0.1), learningRate: hold(0.01) },
};

/** By whom and when the trainer, or the whole process, is killed. */
export type Fate =
  /** By nobody. */
  | 'none'
  /** The trainer, at the moment when the revision is recorded. */
  | 'trainer at once'
  /** The trainer, at its first batch that follows the revision. */
  | 'trainer later'
  /** The shell, at the moment when the revision is recorded. */
  | 'shell at once';

export async function revisedJob(path: string, images: string, fate: Fate) {
  const recipe = parseRecipe({
    ...{ dataset: images, engine: 'wasm', model: 'resnet8', width: 2, batch: 16, epochs: 5 },
    ...{ lr: 0.05, hide: 0.3, tau: 0, seed: 1 },
  });
  const { project, run } = await newRun(path, 'a test', recipe, 'revised', () => undefined);
  let trainer = 0;
  let killed = false;
  let asked: Promise<Revision> | null = null;
  const restarts: string[] = [];
  const kill = () => {
    if (killed) return;
    killed = true;
    process.kill(trainer, 'SIGKILL');
  };

  function hear(event: JobEvent): void {
    if (event.type === 'begins') trainer = event.trainer;
    if (event.type === 'restarts') restarts.push(event.how);
    if (event.type === 'progress' && event.epoch === 3 && fate === 'trainer later') kill();
    if (event.type !== 'epoch' || event.record.epoch !== 1 || asked !== null) return;
    asked = reviseRun(project, run, changed);
    void asked.then(() => {
      if (fate === 'trainer at once') kill();
      if (fate === 'shell at once') process.kill(process.pid, 'SIGKILL');
    });
  }

  await carryOutRun(project, run, hear);
  if (asked === null) throw new MikkeError('unexpected', { problem: 'Nothing was revised.' });
  return { project, run, revision: await (asked as Promise<Revision>), restarts };
}
