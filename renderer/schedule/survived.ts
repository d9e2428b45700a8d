/** Which learning rates training has survived in a project, and which it has not. */
import { forecast, type DatasetSize } from '../../src/core/forecast/forecast.ts';
import { fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { Pass } from '../../src/core/schedule/course.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import { scheduleAt } from '../../src/core/schedule/revision.ts';
import type { FullSchedule, Track } from '../../src/core/schedule/schedule.ts';
import type { RunDocument } from '../../src/rpc/contract.ts';

/** A run, and the highest learning rate that it applied, factor of hiding included. */
export type Peak = { run: number; learningRate: number };

export type Experience = {
  /** The highest of the runs that finished. */
  survived: Peak | null;
  /** The lowest of the runs that failed by a loss that is not finite. */
  failed: Peak | null;
};

/** What must be the same for one run's learning rates to tell of another's; the batch size is a track. */
const DECIDING = ['model', 'width', 'momentum', 'nesterov', 'weightDecay'] as const;

/** Far less than a step, and far more than the rounding of a position. */
const JUST_BEFORE = 1e-9;

type Factored = Pick<Pass, 'from' | 'to'> & { learningRateFactor: number };

/** The highest learning rate of some passes, factor included; what is not finite never trains. */
export function peakLearningRate(track: Track, passes: readonly Factored[]): number {
  let peak = 0;
  let next = 0;
  for (const { from, to, learningRateFactor } of passes) {
    // Between keyframes no easing leaves the values of the two, so that the ends tell.
    let highest = Math.max(
      evaluate(track, from),
      evaluate(track, Math.max(from, to - JUST_BEFORE)),
    );
    while (next < track.length && track[next].at < to) {
      if (track[next].at >= from) highest = Math.max(highest, track[next].value);
      next++;
    }
    const applied = highest * learningRateFactor;
    if (Number.isFinite(applied) && applied > peak) peak = applied;
  }
  return peak;
}

/** What a run has trained with. */
type Trained = {
  learningRate: number;
  /** Each track of batch sizes that it followed, as text. */
  batchSizes: string[];
};

/**
 * Of what a run has trained: its recorded epochs, and the one in which it failed, each along the
 * schedule that it followed. What was revised after a failure was not yet followed in it.
 */
function trainedOf(run: RunDocument, data: DatasetSize): Trained {
  const hidden = run.epochs.map((record) => record.hidden);
  const failed = run.status === 'failed';
  const revisions = run.revisions.filter(
    ({ at }) => !failed || run.finishedAt === null || at <= run.finishedAt,
  );
  const followed = { schedule: run.schedule, revisions };
  const { passes } = forecast(run.recipe, run.schedule, data, hidden, revisions);
  const bySchedule = new Map<FullSchedule, Factored[]>();
  passes.slice(0, run.epochs.length + (failed ? 1 : 0)).forEach((pass, epoch) => {
    const schedule = scheduleAt(followed, epoch);
    const { from, to } = pass;
    const { learningRateFactor } = run.epochs[epoch] ?? pass;
    const begun = bySchedule.get(schedule) ?? [];
    begun.push({ from, to, learningRateFactor });
    bySchedule.set(schedule, begun);
  });
  const peaks = [...bySchedule].map(([{ tracks }, begun]) =>
    peakLearningRate(tracks.learningRate, begun),
  );
  return {
    learningRate: Math.max(0, ...peaks),
    batchSizes: [...bySchedule.keys()].map(({ tracks }) => JSON.stringify(tracks.batchSize)),
  };
}

/** A list of runs is new with every epoch that is recorded, and most of its runs are not. */
const known = new WeakMap<RunDocument, Trained>();

/** @param sizes of the runs' data sets, by id */
export function experienceOf(
  recipe: Recipe,
  runs: readonly RunDocument[],
  sizes: ReadonlyMap<number, DatasetSize>,
): Experience {
  const batchSize = JSON.stringify(fullSchedule(recipe).tracks.batchSize);
  const peaks = (which: (run: RunDocument) => boolean): Peak[] =>
    runs.flatMap((run) => {
      const data = sizes.get(run.dataset);
      if (data === undefined || !which(run)) return [];
      if (!DECIDING.every((key) => run.recipe[key] === recipe[key])) return [];
      const trained = known.get(run) ?? trainedOf(run, data);
      known.set(run, trained);
      const alike = trained.batchSizes.every((followed) => followed === batchSize);
      return alike ? [{ run: run.id, learningRate: trained.learningRate }] : [];
    });
  const ascending = (one: Peak, other: Peak) => one.learningRate - other.learningRate;
  const diverged = ({ status, error }: RunDocument) =>
    status === 'failed' && error?.code === 'loss-not-finite';
  return {
    survived:
      peaks(({ status }) => status === 'finished')
        .sort(ascending)
        .at(-1) ?? null,
    failed: peaks(diverged).sort(ascending).at(0) ?? null,
  };
}
