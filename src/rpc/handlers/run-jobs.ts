/** The training of a shell: one run at a time, told to every window that has its project open. */
import { asMikkeError, MikkeError, reportOf } from '../../core/errors/error.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { addRun } from '../../jobs/new-run.ts';
import { createQueue, type Job } from '../../jobs/queue.ts';
import { secondsLeft, type PassCost } from '../../jobs/time-left.ts';
import { carryOutRun, type JobEvent } from '../../jobs/train-job.ts';
import { inTurn } from './in-turn.ts';
import type { Hold, SharedProject } from './open-projects.ts';

type RunJob = Job & { shared: SharedProject; run: number };

export type RunJobs = {
  /** Adds a run to a project, and trains it when its turn comes. The number of the run. */
  start(shared: SharedProject, recipe: Recipe, name: string): Promise<number>;
  /** @throws run-missing, run-finished, project-in-use */
  resume(shared: SharedProject, run: number): Promise<void>;
  /** @throws run-missing, project-in-use where another process trains it */
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

  const find = (shared: SharedProject, run: number) =>
    queue.jobs().find((job) => job.shared === shared && job.run === run);

  function add(shared: SharedProject, run: number): void {
    const hold = shared.hold(() => undefined);
    queue.add({
      shared,
      run,
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
      if (find(shared, run) === undefined) add(shared, run);
    },

    async stop(shared, run) {
      const job = find(shared, run);
      if (job !== undefined) return queue.stop(job);
      if ((await shared.project().run(run)).status === 'running') shared.project().requireWrite();
    },

    place(shared, run) {
      const place = queue.jobs().findIndex((job) => job.shared === shared && job.run === run);
      return place === -1 ? null : place;
    },

    async busy() {
      const [job, ...waiting] = queue.jobs();
      if (job === undefined) return prepared === 0 ? null : 'a run is being prepared';
      const { name } = await job.shared.project().run(job.run);
      const trains = `run ${job.run} "${name}" of ${job.shared.info().name} trains`;
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

async function letGo({ shared, release }: Hold): Promise<void> {
  shared.publish({ type: 'runs' });
  await release().catch((error: unknown) =>
    shared.publish({ type: 'notice', ...reportOf(asMikkeError(error)) }),
  );
}
