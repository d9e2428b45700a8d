/** The trainer process: carries out one command of its shell, and ends with the shell. */
import { prepareEngine, isOutOfMemory, surveyEngines } from '../../engine/engine.ts';
import { openDataSource } from '../../dataset/source/data-source.ts';
import { MikkeError, reportOf, sentence } from '../../core/errors/error.ts';
import { hidingPolicies } from '../../core/hiding/registry.ts';
import { newLedger } from '../../core/ledger/ledger.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import type { Revision } from '../../core/schedule/revision.ts';
import { measureSpeed } from '../calibrate.ts';
import { decodeCheckpoint, decodeWeights, encodeCheckpoint, encodeWeights } from '../checkpoint.ts';
import { judgeFold } from '../cross-validate.ts';
import type { DataSource } from '../data-source.ts';
import { extractFeatures } from '../extract.ts';
import type { Network } from '../learner.ts';
import { trainRun } from '../loop.ts';
import type { Progress } from '../run.ts';
import { createLearner } from '../tfjs-learner.ts';
import { newestCheckpoint, writeCheckpoint } from './checkpoint-folder.ts';
import { commandSchema, type Calibration, type Command, type TrainerEvent } from './protocol.ts';

/** Enough for a bar that moves; a message for every batch would only keep both sides busy. */
const PROGRESS_INTERVAL_SECONDS = 0.1;

const now = () => performance.now() / 1000;
const tell = (event: TrainerEvent) =>
  new Promise<void>((resolve) => process.send?.(event, undefined, {}, () => resolve()));

let stopRequested = false;
let epoch = 0;
/** Each is answered with the run's revisions. */
const waiting = new Map<string, (revisions: Revision[]) => void>();
const heard = (what: string) => new Promise<Revision[]>((resolve) => waiting.set(what, resolve));

process.on('message', (message) => {
  const command = commandSchema.parse(message);
  switch (command.type) {
    case 'train':
      return void carryOut(() => train(command));
    case 'calibrate':
      return void carryOut(() => calibrate(command.calibration));
    case 'survey':
      return void carryOut(survey);
    case 'extract':
      return void carryOut(() => extract(command), 'analysis-failed');
    case 'judge-fold':
      return void carryOut(() => holdOut(command), 'analysis-failed');
    case 'stop':
      stopRequested = true;
      return;
    case 'go':
      return waiting.get('go')?.(command.revisions);
    case 'recorded':
      return waiting.get(`recorded ${command.epoch}`)?.(command.revisions);
  }
});
process.on('disconnect', () => process.exit());
// The shell decides when a run stops; a Ctrl-C in its terminal reaches this process as well.
process.on('SIGINT', () => undefined);

/** Does the work, tells what came of it, and lets the process end. */
async function carryOut(
  work: () => Promise<TrainerEvent>,
  failure: 'trainer-failed' | 'analysis-failed' = 'trainer-failed',
): Promise<void> {
  const outcome = await work().catch((thrown: unknown): TrainerEvent => {
    const error = isOutOfMemory(thrown) ? new MikkeError('out-of-memory', { epoch }) : thrown;
    if (error instanceof MikkeError) return { type: 'failed', error: reportOf(error) };
    const problem = sentence(thrown instanceof Error ? thrown.message : String(thrown));
    return {
      type: 'failed',
      error: reportOf(new MikkeError(failure, { problem }, thrown)),
    };
  });
  await tell(outcome);
  process.disconnect();
}

async function train(command: Extract<Command, { type: 'train' }>): Promise<TrainerEvent> {
  const { recipe, schedule, dataset, checkpointFolder, recordedEpochs } = command;
  const engine = await prepareEngine(command.engine);
  const data = await openDataSource(dataset);
  const newLearner = (seed: number) => learnerFor(recipe, data, seed);
  const learner = newLearner(recipe.seed);
  const ledger = newLedger(data.count.train, data.classes);
  const checkpoint = await newestCheckpoint(
    checkpointFolder,
    command.run,
    recordedEpochs,
    (bytes) => {
      const found = decodeCheckpoint(bytes, recipe, ledger);
      learner.restore(found.state);
      return found;
    },
  );
  const firstEpoch = checkpoint === null ? 0 : checkpoint.epoch + 1;
  epoch = firstEpoch;
  const ready = heard('go');
  await tell({ type: 'begins', engine, firstEpoch });
  const revisions = await ready;

  const report = atIntervals();
  const outcome = await trainRun({
    recipe,
    schedule,
    revisions,
    firstEpoch,
    ledger,
    data,
    prelude: checkpoint?.prelude ?? null,
    learner,
    newLearner,
    now,
    stopRequested: () => stopRequested,
    progress(progress: Progress) {
      epoch = progress.epoch;
      report({ type: 'progress', ...progress });
    },
    async record(record, columns) {
      const recorded = heard(`recorded ${record.epoch}`);
      await tell({ type: 'epoch', record, columns });
      return recorded;
    },
    async checkpoint(epoch, prelude) {
      const start = now();
      const state = await learner.state();
      const bytes = encodeCheckpoint({ epoch, recipe, state, ledger, prelude });
      await writeCheckpoint(checkpointFolder, epoch, bytes);
      await tell({ type: 'checkpointed', epoch, seconds: now() - start });
    },
  });
  await data.close();
  if (outcome === 'stopped') return { type: 'stopped' };
  return {
    type: 'finished',
    weights: encodeWeights(recipe, dataset.classNames, await learner.state()),
  };
}

async function extract(command: Extract<Command, { type: 'extract' }>): Promise<TrainerEvent> {
  const { recipe, weights, dataset, firstChunk } = command;
  await prepareEngine(command.engine);
  const data = await openDataSource(dataset);
  const learner = learnerFor(recipe, data, recipe.seed);
  learner.restore(decodeWeights(weights));
  const report = atIntervals();
  const chunks = extractFeatures({
    ...{ data, learner, batchSize: recipe.batch, firstChunk },
    progress: (done, total) => report({ type: 'extracting', done, total }),
    stopRequested: () => stopRequested,
  });
  for await (const chunk of chunks) await tell({ type: 'features', ...chunk });
  await data.close();
  return { type: stopRequested ? 'stopped' : 'extracted' };
}

async function holdOut(command: Extract<Command, { type: 'judge-fold' }>): Promise<TrainerEvent> {
  const { recipe, dataset, folds, fold } = command;
  const engine = await prepareEngine(command.engine);
  const data = await openDataSource(dataset);
  const report = atIntervals();
  const judged = await judgeFold({
    ...{ recipe, data, folds, fold, now },
    newLearner: (seed) => learnerFor(recipe, data, seed),
    progress(progress) {
      epoch = progress.epoch;
      report({ type: 'progress', ...progress });
    },
    stopRequested: () => stopRequested,
  });
  await data.close();
  return judged === null ? { type: 'stopped' } : { type: 'judged', engine, ...judged };
}

/** A model of the recipe for images of the data, from the initial weights of a seed. */
function learnerFor(recipe: Recipe, data: DataSource, seed: number): Network {
  const { model, width, momentum, nesterov, weightDecay } = recipe;
  return createLearner({
    ...{ model, width, momentum, nesterov, weightDecay, seed },
    imageHeight: data.height,
    imageWidth: data.width,
    channels: data.channels,
    classes: data.classes,
    ...('confidenceAxis' in hidingPolicies[recipe.policy].settings
      ? { confidenceAxis: recipe.confidenceAxis }
      : {}),
  });
}

/** Tells of progress now and then, and whenever a part is done. */
function atIntervals() {
  let last = -Infinity;
  return (event: Extract<TrainerEvent, { type: 'progress' | 'extracting' }>) => {
    if (event.done < event.total && now() - last < PROGRESS_INTERVAL_SECONDS) return;
    last = now();
    void tell(event);
  };
}

async function calibrate({ engine, seconds, ...shape }: Calibration): Promise<TrainerEvent> {
  await prepareEngine(engine);
  return { type: 'calibrated', ...(await measureSpeed(shape, seconds)) };
}

async function survey(): Promise<TrainerEvent> {
  return { type: 'surveyed', ...(await surveyEngines()) };
}
