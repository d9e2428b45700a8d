import { shareOfEpoch } from '../core/record/progress.ts';
import type { TrainerEvent } from '../training/process/protocol.ts';

type Progress = Extract<TrainerEvent, { type: 'progress' }>;

/** How many epochs are done, the one that runs in part. */
export const epochsDone = (progress: Progress): number => progress.epoch + shareOfEpoch(progress);

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
