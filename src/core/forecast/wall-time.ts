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
  /** Forward only: the refresh and the evaluation. */
  forwardSecondsPerPixel: number;
  /** Scoring, planning and recording. */
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

/** The mean pace of recorded epochs of a run on such data; null where they tell nothing. */
export function paceOfEpochs(epochs: readonly EpochRecord[], data: DatasetSize): Pace | null {
  const sum = { train: 0, trainPixels: 0, forward: 0, forwardPixels: 0, pass: 0 };
  for (const record of epochs) {
    const { seconds } = record;
    const pixels = pixelsOf(record);
    sum.train += seconds.train;
    sum.trainPixels += pixels.backward;
    sum.forward += seconds.refresh + seconds.evaluate;
    sum.forwardPixels += pixels.forward - pixels.backward + testPixels(data);
    sum.pass += seconds.score + seconds.plan + seconds.record;
  }
  if (sum.trainPixels === 0 || sum.forwardPixels === 0) return null;
  return {
    trainSecondsPerPixel: sum.train / sum.trainPixels,
    forwardSecondsPerPixel: sum.forward / sum.forwardPixels,
    secondsPerPass: sum.pass / epochs.length,
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
