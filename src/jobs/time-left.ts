import type { TrainerEvent } from '../training/process/protocol.ts';

type Progress = Extract<TrainerEvent, { type: 'progress' }>;

/** Roughly how much of an epoch's time each part begins at, and takes. */
const partStart = { train: 0, refresh: 0.85, evaluate: 0.9 };
const partShare = { train: 0.85, refresh: 0.05, evaluate: 0.1 };

/** How many epochs are done, the one that runs in part. */
export const epochsDone = ({ epoch, part, done, total }: Progress): number =>
  epoch + partStart[part] + (total === 0 ? 0 : (partShare[part] * done) / total);

/**
 * Seconds until a run of `epochs` is done, if it goes on as since `firstEpoch`, which began
 * `elapsed` seconds ago; null while nothing can be told.
 */
export function secondsLeft(
  progress: Progress,
  epochs: number,
  firstEpoch: number,
  elapsed: number,
): number | null {
  const done = epochsDone(progress) - firstEpoch;
  return done > 0 ? (elapsed * (epochs - firstEpoch - done)) / done : null;
}
