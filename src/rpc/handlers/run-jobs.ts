/** The training of a shell, and what is worked out of runs: one job at a time, told to every window that has its project open. */
import { asMikkeError, MikkeError, reportOf } from '../../core/errors/error.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { crossValidate } from '../../jobs/cross-validate.ts';
import { computeFeatures } from '../../jobs/features.ts';
import { addRun } from '../../jobs/new-run.ts';
import { createQueue, type Job } from '../../jobs/queue.ts';
import { secondsLeft, type PassCost } from '../../jobs/time-left.ts';
import { carryOutRun, type JobEvent } from '../../jobs/train-job.ts';
import type { AppEvent } from '../contract.ts';
import { inTurn } from './in-turn.ts';
import type { Hold, SharedProject } from './open-projects.ts';

type Outcome = 'finished' | 'stopped';
/** Tells how far an analysis is; `total` counts what it likes. */
type OnProgress = (done: number, total: number) => void;
type Analysis = Extract<AppEvent, { type: 'analysis' }>['what'];

type RunJob = Job & {
  shared: SharedProject;
  run: number;
  what: 'training' | Analysis;
  /** Jobs of a run with the same key do the same. */
  key: string;
  /** What came of an analysis. */
  outcome?: Promise<Outcome>;
};

const clauses: Record<RunJob['what'], string> = {
  training: 'trains',
  features: 'has its features worked out',
  'label probabilities': 'has its labels judged',
};
/** Of a share from 0 to 1. */
const PROGRESS_STEPS = 1000;

export type RunJobs = {
  /** Adds a run to a project, and trains it when its turn comes. The number of the run. */
  start(shared: SharedProject, recipe: Recipe, name: string): Promise<number>;
  /** @throws run-missing, run-finished, project-in-use */
  resume(shared: SharedProject, run: number): Promise<void>;
  /** Works out the features of its samples. @throws what computeFeatures throws */
  features(shared: SharedProject, run: number): Promise<Outcome>;
  /** @param epochs the recipe's where they are left out; throws what crossValidate throws */
  crossValidate(
    shared: SharedProject,
    run: number,
    folds: number,
    epochs: number | undefined,
  ): Promise<Outcome>;
  /** Its training and what is worked out of it. @throws run-missing, project-in-use where another process trains it */
  stop(shared: SharedProject, run: number): Promise<void>;
  /** 0 for the run that trains, how many are before it for one that waits, null for others. */
  place(shared: SharedProject, run: number): number | null;
  /** What goes on, as a clause, or null. */
  busy(): Promise<string | null>;
  /** Stops what runs at its next batch. */
  close(): Promise<void>;
};

/** @param node path of a Node 24 binary for the trainers */
export function createRunJobs(node: string): RunJobs {
  const queue = createQueue<RunJob>(() => {
    // A run's place in the queue is told with the runs.
    for (const { shared } of queue.jobs()) shared.publish({ type: 'runs' });
  });
  const preparing = inTurn();
  let prepared = 0;

  const jobsOf = (shared: SharedProject, run: number) =>
    queue.jobs().filter((job) => job.shared === shared && job.run === run);

  function add(shared: SharedProject, run: number): void {
    const hold = shared.hold(() => undefined);
    queue.add({
      ...{ shared, run, what: 'training', key: 'training' },
      work: (signal) => train(shared, run, signal),
      end: () => letGo(hold),
    });
  }

  async function train(shared: SharedProject, run: number, signal: AbortSignal): Promise<void> {
    try {
      await carryOutRun(shared.project(), run, teller(shared, run), signal, node);
    } catch (error) {
      shared.publish({ type: 'notice', ...reportOf(error) });
    }
  }

  /** Adds an analysis, or waits for the same one where somebody has asked for it already. */
  function analyse(
    shared: SharedProject,
    run: number,
    { what, key }: { what: Analysis; key: string },
    work: (signal: AbortSignal, onProgress: OnProgress) => Promise<Outcome>,
  ): Promise<Outcome> {
    const known = jobsOf(shared, run).find((job) => job.key === key)?.outcome;
    if (known !== undefined) return known;
    const hold = shared.hold(() => undefined);
    const { promise: outcome, resolve, reject } = Promise.withResolvers<Outcome>();
    queue.add({
      ...{ shared, run, what, key, outcome },
      work: (signal) => work(signal, analysisTeller(shared, run, what)).then(resolve, reject),
      end() {
        // One that was taken out of the queue never worked.
        resolve('stopped');
        return letGo(hold);
      },
    });
    return outcome;
  }

  return {
    async start(shared, recipe, name) {
      const hold = shared.hold(() => undefined);
      prepared++;
      try {
        // One after another, so that the number of the next run is known while its data are imported.
        return await preparing(async () => {
          const project = await shared.requireWrite();
          const next = ((await project.runs()).at(-1)?.id ?? 0) + 1;
          const run = await addRun(project, recipe, name, (done, total) => {
            if (queue.jobs().length > 0) return;
            shared.publish({
              ...{ type: 'progress', run: next, epoch: 0, part: 'import' },
              ...{ done, total, secondsLeft: null },
            });
          });
          if (queue.jobs().length > 0) await project.updateRun(run, { status: 'stopped' });
          add(shared, run);
          return run;
        });
      } finally {
        prepared--;
        shared.publish({ type: 'runs' });
        await hold.release();
      }
    },

    async resume(shared, run) {
      const project = await shared.requireWrite();
      const { status } = await project.run(run);
      if (status === 'finished') throw new MikkeError('run-finished', { run });
      if (!jobsOf(shared, run).some(({ what }) => what === 'training')) add(shared, run);
    },

    async features(shared, run) {
      if ((await shared.project().features(run)).whole) return 'finished';
      await shared.requireWrite();
      return analyse(shared, run, { what: 'features', key: 'features' }, (signal, onProgress) =>
        computeFeatures(shared.project(), run, onProgress, { signal, node }),
      );
    },

    async crossValidate(shared, run, folds, given) {
      const project = await shared.requireWrite();
      const { recipe, dataset } = await project.run(run);
      const epochs = given ?? recipe.epochs;
      const job = { what: 'label probabilities' as const, key: `${folds} folds, ${epochs} epochs` };
      const outcome = await analyse(shared, run, job, (signal, onProgress) =>
        crossValidate(
          shared.project(),
          { run, folds, epochs },
          ({ share }) => onProgress(Math.round(share * PROGRESS_STEPS), PROGRESS_STEPS),
          { signal, node },
        ),
      );
      if (outcome === 'finished') shared.publish({ type: 'samples', dataset });
      return outcome;
    },

    async stop(shared, run) {
      const jobs = jobsOf(shared, run);
      if (jobs.length > 0) return void (await Promise.all(jobs.map((job) => queue.stop(job))));
      if ((await shared.project().run(run)).status === 'running') shared.project().requireWrite();
    },

    place(shared, run) {
      const place = queue
        .jobs()
        .findIndex((job) => job.shared === shared && job.run === run && job.what === 'training');
      return place === -1 ? null : place;
    },

    async busy() {
      const [job, ...waiting] = queue.jobs();
      if (job === undefined) return prepared === 0 ? null : 'a run is being prepared';
      const { name } = await job.shared.project().run(job.run);
      const trains = `run ${job.run} "${name}" of ${job.shared.info().name} ${clauses[job.what]}`;
      if (waiting.length === 0) return trains;
      return `${trains}, and ${waiting.length === 1 ? 'one more waits' : `${waiting.length} more wait`}`;
    },

    close: () => queue.close(),
  };
}

/** Tells the windows what a trainer says. */
function teller(shared: SharedProject, run: number): (event: JobEvent) => void {
  let costs: readonly PassCost[] = [];
  let firstEpoch = 0;
  let start = performance.now();
  return (event) => {
    switch (event.type) {
      case 'planned':
        costs = event.costs;
        return;
      case 'begins':
        firstEpoch = event.firstEpoch;
        start = performance.now();
        // Its engine is known, and epochs without a checkpoint may have been taken back.
        return shared.publish({ type: 'runs' });
      case 'progress': {
        const elapsed = (performance.now() - start) / 1000;
        const left = secondsLeft(event, costs, firstEpoch, elapsed);
        return shared.publish({ ...event, run, secondsLeft: left });
      }
      case 'epoch':
        return shared.publish({ type: 'epoch', run, record: event.record });
      case 'restarts': {
        const notice = new MikkeError('trainer-replaced', { how: event.how });
        return shared.publish({ type: 'notice', ...reportOf(notice) });
      }
    }
  };
}

/** Tells the windows how far an analysis is, and when it will be done if it goes on as it did. */
function analysisTeller(shared: SharedProject, run: number, what: Analysis): OnProgress {
  const start = performance.now();
  let first: number | null = null;
  return (done, total) => {
    first ??= done;
    const elapsed = (performance.now() - start) / 1000;
    const secondsLeft = done > first ? (elapsed * (total - done)) / (done - first) : null;
    shared.publish({ type: 'analysis', run, what, done, total, secondsLeft });
  };
}

async function letGo({ shared, release }: Hold): Promise<void> {
  shared.publish({ type: 'runs' });
  await release().catch((error: unknown) =>
    shared.publish({ type: 'notice', ...reportOf(asMikkeError(error)) }),
  );
}
