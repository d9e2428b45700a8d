/** What a run cost over all its recorded epochs, and where it stands at the last of them. */
import type { EpochRecord } from '../../src/core/record/run.ts';

export const parts = ['score', 'train', 'refresh', 'evaluate', 'plan', 'record'] as const;
export type Part = (typeof parts)[number];

export type Totals = {
  /** Of the last recorded epoch. */
  testAccuracy: number;
  /** Of all samples of all epochs, the fraction that was hidden. */
  hiddenShare: number;
  forwardSamples: number;
  backwardSamples: number;
  seconds: Record<Part, number>;
  totalSeconds: number;
};

/** Null where nothing is recorded. */
export function totalsOf(epochs: readonly EpochRecord[]): Totals | null {
  const last = epochs.at(-1);
  if (last === undefined) return null;
  const sum = (value: (epoch: EpochRecord) => number) =>
    epochs.reduce((total, epoch) => total + value(epoch), 0);
  const seconds = Object.fromEntries(
    parts.map((part) => [part, sum((epoch) => epoch.seconds[part])]),
  ) as Record<Part, number>;
  return {
    testAccuracy: last.testAccuracy,
    // Every epoch has the same samples, so the mean of the fractions is the fraction of all.
    hiddenShare: sum((epoch) => epoch.realisedHideFraction) / epochs.length,
    forwardSamples: sum((epoch) => epoch.forwardSamples),
    backwardSamples: sum((epoch) => epoch.backwardSamples),
    seconds,
    totalSeconds: parts.reduce((total, part) => total + seconds[part], 0),
  };
}
