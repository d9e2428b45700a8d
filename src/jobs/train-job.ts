/** Carries out a run that the project knows, in a trainer process, and records all that it says. */
import { MikkeError, asMikkeError, reportOf } from '../core/errors/error.ts';
import type { EngineRecord, EpochRecord } from '../core/record/run.ts';
import { engineNames } from '../core/recipe/parameters.ts';
import type { Revision } from '../core/schedule/revision.ts';
import type { Project } from '../project/project.ts';
import type { TrainerEvent } from '../training/process/protocol.ts';
import type { Trainer } from '../training/process/port.ts';
import { passCosts, type PassCost } from './time-left.ts';
import { replaceOnce, talkWithTrainer, type Ending, type TalkOptions } from './trainer-talk.ts';

/** What whoever watches a job hears. */
export type JobEvent =
  /** What its passes cost: told before it begins, and whenever a revision changes them. */
  | { type: 'planned'; costs: PassCost[] }
  | { type: 'begins'; engine: EngineRecord; firstEpoch: number; trainer: number }
  | Extract<TrainerEvent, { type: 'progress' }>
  | { type: 'epoch'; record: EpochRecord }
  | { type: 'restarts'; how: string };

/** Where the checkpoints of a project's run are kept: beside the project, since they go when the run is done. */
const checkpointFolder = (projectPath: string, run: number): string =>
  `${projectPath.replace(/\.mikke$/, '')}.mikke-checkpoints/run-${run}`;

/**
 * Trains a run from its newest checkpoint, or from the start, until it is finished or `signal`
 * stops it. A lost trainer is replaced once.
 * @param node path of a Node 24 binary for the trainer; this process's own where it is left out
 * @throws run-finished, and what the trainer or the recording reported; the run is then recorded as failed
 */
export async function carryOutRun(
  project: Project,
  run: number,
  onEvent: (event: JobEvent) => void,
  signal?: AbortSignal,
  node?: string,
): Promise<'finished' | 'stopped'> {
  project.requireWrite();
  if ((await project.run(run)).status === 'finished') throw new MikkeError('run-finished', { run });
  await project.updateRun(run, { status: 'running', error: null });
  try {
    const ending = await replaceOnce(
      () => attempt(project, run, onEvent, { signal, node }),
      (how) => onEvent({ type: 'restarts', how }),
    );
    if (ending.type === 'lost') throw new MikkeError('trainer-lost', { how: ending.how, times: 2 });
    if (ending.type === 'done') return 'finished';
    await project.updateRun(run, { status: 'stopped' });
    return 'stopped';
  } catch (thrown) {
    const error = asMikkeError(thrown);
    // A full disk may refuse even this row; the run then counts as interrupted when the project is opened next.
    await project
      .updateRun(run, { status: 'failed', error: reportOf(error) })
      .catch(() => undefined);
    throw error;
  }
}

/** One trainer process from its start to its end. */
async function attempt(
  project: Project,
  run: number,
  onEvent: (event: JobEvent) => void,
  options: TalkOptions,
): Promise<Ending<'finished'>> {
  const { recipe, schedule, dataset, engine } = await project.run(run);
  /** How many revisions the trainer knows. */
  let told = 0;
  const { id: _, ...datasetRecord } = await project.dataset(dataset);
  const recordedEpochs = (await project.epochs(run)).length;

  function plan(revisions: Revision[]): void {
    told = revisions.length;
    onEvent({
      type: 'planned',
      costs: passCosts({ recipe, schedule, revisions }, datasetRecord),
    });
  }

  async function take(event: TrainerEvent, trainer: Trainer): Promise<'finished' | undefined> {
    switch (event.type) {
      case 'begins': {
        await project.removeEpochsAfter(run, event.firstEpoch - 1);
        await project.updateRun(run, { engine: event.engine });
        const { revisions } = await project.run(run);
        plan(revisions);
        onEvent({ ...event, trainer: trainer.pid });
        trainer.send({ type: 'go', revisions });
        return undefined;
      }
      case 'progress':
        onEvent(event);
        return undefined;
      case 'epoch': {
        const recorded = await project.recordEpoch(run, event.record, event.columns);
        const { seconds, revisions } = recorded;
        const record = { ...event.record, seconds: { ...event.record.seconds, record: seconds } };
        onEvent({ type: 'epoch', record });
        trainer.send({ type: 'recorded', epoch: event.record.epoch, revisions });
        if (revisions.length > told) plan(revisions);
        return undefined;
      }
      case 'checkpointed':
        await project.addRecordSeconds(run, event.epoch, event.seconds);
        return undefined;
      case 'finished':
        await project.finishRun(run, event.weights);
        return 'finished';
      case 'stopped':
      case 'failed':
      case 'extracting':
      case 'features':
      case 'extracted':
      case 'judged':
      case 'calibrated':
      case 'surveyed':
        return undefined;
    }
  }

  return talkWithTrainer(
    {
      type: 'train',
      run,
      recipe,
      schedule,
      dataset: datasetRecord,
      engine: engineNames.find((name) => name === engine?.name) ?? recipe.engine,
      checkpointFolder: checkpointFolder(project.path, run),
      recordedEpochs,
    },
    take,
    options,
  );
}
