import { usesBatchRule, type HidingPolicy } from '../hiding/policy.ts';
import { hidingPolicies } from '../hiding/registry.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { pixelsOf, type EpochRecord, type RunRecord } from '../record/run.ts';
import type { Amounts, DatasetSize } from './forecast.ts';

/**
 * How long an engine takes for one pixel of one channel. That time goes with the pixels is an
 * assumption: small images leave an engine more of its overhead.
 */
export type Pace = {
  /** Forward, backward and update. */
  trainSecondsPerPixel: number;
  /** Forward only: scoring, the refresh, the choice from batches and the evaluation. */
  forwardSecondsPerPixel: number;
  /** Planning and recording. */
  secondsPerPass: number;
};

/** The pace of a speed that was measured on whole images. */
export function paceOfSpeed(
  speed: { trainImagesPerSecond: number; forwardImagesPerSecond: number },
  { shape }: Pick<DatasetSize, 'shape'>,
): Pace {
  const pixels = shape.height * shape.width;
  return {
    trainSecondsPerPixel: 1 / (speed.trainImagesPerSecond * pixels),
    forwardSecondsPerPixel: 1 / (speed.forwardImagesPerSecond * pixels),
    secondsPerPass: 0,
  };
}

/**
 * The mean pace of a run's recorded epochs on such data; null where they tell nothing. An epoch in
 * which models of a policy's own were trained as well is left out. Where a policy chooses from
 * batches, its forward passes are timed with the steps, and taken out at the pace of the evaluation.
 */
export function paceOfRun(
  { recipe, epochs }: Pick<TimedRun, 'recipe' | 'epochs'>,
  data: DatasetSize,
): Pace | null {
  const policy: HidingPolicy = hidingPolicies[recipe.policy];
  const choosesInBatch = usesBatchRule(policy, recipe);
  const hasPrelude = (policy.prelude?.(recipe) ?? null) !== null;
  const told = epochs.filter(({ epoch }) => !hasPrelude || epoch > 0);
  const sum = (of: (record: EpochRecord) => number) =>
    told.reduce((total, record) => total + of(record), 0);
  const trainPixels = sum((record) => pixelsOf(record).backward);
  const onlyForwarded = sum((record) => pixelsOf(record).forward) - trainPixels;
  const evaluatedPixels = told.length * testPixels(data);
  const forwardPixels = evaluatedPixels + (choosesInBatch ? 0 : onlyForwarded);
  if (trainPixels === 0 || forwardPixels === 0) return null;

  const forwardSecondsPerPixel =
    sum(({ seconds }) => seconds.score + seconds.refresh + seconds.evaluate) / forwardPixels;
  const choosing = choosesInBatch ? onlyForwarded * forwardSecondsPerPixel : 0;
  const trainSecondsPerPixel = (sum(({ seconds }) => seconds.train) - choosing) / trainPixels;
  return {
    // A step begins with a forward pass.
    trainSecondsPerPixel: choosesInBatch
      ? Math.max(trainSecondsPerPixel, forwardSecondsPerPixel)
      : trainSecondsPerPixel,
    forwardSecondsPerPixel,
    secondsPerPass: sum(({ seconds }) => seconds.plan + seconds.record) / told.length,
  };
}

/** Seconds of passes that take these amounts together, each with an evaluation on whole images. */
export function secondsAt(
  pace: Pace,
  pixels: Amounts['pixels'],
  passes: number,
  data: DatasetSize,
): number {
  const forwardOnly = pixels.forward - pixels.backward + passes * testPixels(data);
  return (
    pixels.backward * pace.trainSecondsPerPixel +
    forwardOnly * pace.forwardSecondsPerPixel +
    passes * pace.secondsPerPass
  );
}

const testPixels = ({ testSamples, shape }: DatasetSize): number =>
  testSamples * shape.height * shape.width;

/** A run with its epochs. */
export type TimedRun = Pick<RunRecord, 'id' | 'recipe' | 'engine' | 'dataset'> & {
  epochs: readonly EpochRecord[];
};

/**
 * The newest run whose pace holds for a recipe: of the same model, width and engine, with at least
 * one recorded epoch; among those, one with the same batch size before any other.
 */
export function paceSetter<Run extends TimedRun>(recipe: Recipe, runs: readonly Run[]): Run | null {
  const alike = runs.filter(
    (run) =>
      run.epochs.length > 0 &&
      run.recipe.model === recipe.model &&
      run.recipe.width === recipe.width &&
      (run.recipe.engine === recipe.engine || run.engine?.name === recipe.engine),
  );
  return alike.findLast((run) => run.recipe.batch === recipe.batch) ?? alike.at(-1) ?? null;
}
