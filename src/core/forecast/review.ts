import type { Certainty } from '../hiding/policy.ts';
import { totalSeconds, type RunRecord } from '../record/run.ts';
import {
  counted,
  forecast,
  leastCertain,
  operations,
  sumOf,
  type DatasetSize,
} from './forecast.ts';
import { paceOfRun, paceSetter, secondsAt, type TimedRun } from './wall-time.ts';

/** A forecast number beside the measured one. */
export type Compared = {
  forecast: number;
  measured: number;
  /** Measured over forecast; null where nothing was forecast. */
  ratio: number | null;
};

/**
 * What was forecast of a run before it began, beside what it recorded, over its recorded epochs. Of
 * a revised run it is the forecast of what it followed: a revision is no mistake of the forecast.
 */
export type Review = {
  epochs: number;
  /** Of the hidden samples, and so of all that follows from them. */
  certainty: Certainty;
  hidden: Compared;
  forwardSamples: Compared;
  backwardSamples: Compared;
  forwardPixels: Compared;
  backwardPixels: Compared;
  pixelOperations: Compared;
  /** Null where no earlier run of the same model, width and engine tells the pace. */
  seconds: (Compared & { paceOfRun: number }) | null;
};

export type ReviewedRun = TimedRun & Pick<RunRecord, 'schedule' | 'revisions'>;

/**
 * The review of a run, from its recipe and schedule, and from the pace of a run before it.
 * Null where nothing is recorded.
 *
 * @param runs of the project; those before the run are looked at
 * @param sizes of their data sets, by id
 */
export function review(
  run: ReviewedRun,
  runs: readonly TimedRun[],
  sizes: ReadonlyMap<number, DatasetSize>,
): Review | null {
  const { recipe, schedule, revisions, epochs } = run;
  const data = sizes.get(run.dataset);
  if (data === undefined || epochs.length === 0) return null;
  const passes = forecast(recipe, schedule, data, [], revisions).passes.slice(0, epochs.length);
  const planned = sumOf(passes.map(({ amounts }) => amounts));
  const recorded = sumOf(epochs.map(counted));

  const before = runs.filter(({ id, dataset }) => id < run.id && sizes.has(dataset));
  const setter = paceSetter(recipe, before);
  const setterSize = setter === null ? undefined : sizes.get(setter.dataset);
  const pace = setter === null || setterSize === undefined ? null : paceOfRun(setter, setterSize);
  return {
    epochs: epochs.length,
    certainty: leastCertain(passes.map(({ hidden }) => hidden.certainty)),
    hidden: compared(
      sum(passes, ({ hidden }) => hidden.count),
      sum(epochs, ({ hidden }) => hidden),
    ),
    forwardSamples: compared(planned.forward, recorded.forward),
    backwardSamples: compared(planned.backward, recorded.backward),
    forwardPixels: compared(planned.pixels.forward, recorded.pixels.forward),
    backwardPixels: compared(planned.pixels.backward, recorded.pixels.backward),
    pixelOperations: compared(operations(planned.pixels), operations(recorded.pixels)),
    seconds:
      setter === null || pace === null
        ? null
        : {
            ...compared(
              secondsAt(pace, planned.pixels, passes.length, data),
              sum(epochs, totalSeconds),
            ),
            paceOfRun: setter.id,
          },
  };
}

const compared = (forecast: number, measured: number): Compared => ({
  forecast,
  measured,
  ratio: forecast === 0 ? null : measured / forecast,
});

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0);
