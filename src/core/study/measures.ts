/** What a study compares of its runs, each as one number of the run's recorded epochs. */
import { totalSeconds, type EpochRecord } from '../record/run.ts';

/** How time is counted, and where arms are compared besides at their end. */
export type MeasureOptions = {
  /** Counts evaluation as training time, too. A trained model needs none of it, so it is left out otherwise. */
  withEvaluation: boolean;
  /** Asks when a run first reached this test accuracy, as a fraction. */
  atAccuracy: number | null;
  /** Asks for the test accuracy after this many seconds of the time above. */
  atSeconds: number | null;
};

export const measureNames = [
  'testAccuracy',
  'seconds',
  'forwardSamples',
  'backwardSamples',
  'secondsToAccuracy',
  'accuracyAtSeconds',
] as const;
export type MeasureName = (typeof measureNames)[number];

/** Score, train, refresh, plan and record; evaluation with them only where that is asked for. */
const epochSeconds = (record: EpochRecord, withEvaluation: boolean): number =>
  totalSeconds(record) - (withEvaluation ? 0 : record.seconds.evaluate);

/** Seconds from the start of training to the end of each epoch. */
export function secondsAtEnds(epochs: readonly EpochRecord[], withEvaluation: boolean): number[] {
  let sum = 0;
  return epochs.map((record) => (sum += epochSeconds(record, withEvaluation)));
}

/** Seconds to the end of the first epoch whose test accuracy is at least `accuracy`; null where none is. */
export function secondsToAccuracy(
  epochs: readonly EpochRecord[],
  accuracy: number,
  withEvaluation: boolean,
): number | null {
  const first = epochs.findIndex(({ testAccuracy }) => testAccuracy >= accuracy);
  return first === -1 ? null : secondsAtEnds(epochs, withEvaluation)[first];
}

/**
 * Test accuracy of the last epoch that was finished after `seconds`; null where none was. A run
 * that had ended by then stands at its last epoch.
 */
export function accuracyAtSeconds(
  epochs: readonly EpochRecord[],
  seconds: number,
  withEvaluation: boolean,
): number | null {
  const ends = secondsAtEnds(epochs, withEvaluation);
  return epochs[ends.findLastIndex((end) => end <= seconds)]?.testAccuracy ?? null;
}

/** Every measure of a finished run; null where it has none, or nobody asked for it. */
export function measuresOf(
  epochs: readonly EpochRecord[],
  { withEvaluation, atAccuracy, atSeconds }: MeasureOptions,
): Record<MeasureName, number | null> {
  const sum = (of: (record: EpochRecord) => number) =>
    epochs.reduce((total, record) => total + of(record), 0);
  return {
    testAccuracy: epochs.at(-1)?.testAccuracy ?? null,
    seconds: sum((record) => epochSeconds(record, withEvaluation)),
    forwardSamples: sum(({ forwardSamples }) => forwardSamples),
    backwardSamples: sum(({ backwardSamples }) => backwardSamples),
    secondsToAccuracy:
      atAccuracy === null ? null : secondsToAccuracy(epochs, atAccuracy, withEvaluation),
    accuracyAtSeconds:
      atSeconds === null ? null : accuracyAtSeconds(epochs, atSeconds, withEvaluation),
  };
}
