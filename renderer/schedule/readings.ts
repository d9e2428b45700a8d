/** What is drawn beside a track's own curve: what the optimiser is given, and what a run really did. */
import type { PassForecast } from '../../src/core/forecast/forecast.ts';
import type { EpochRecord } from '../../src/core/record/run.ts';
import type { ImageShape } from '../../src/core/schedule/course.ts';
import type { Clock, Track, TrackName } from '../../src/core/schedule/schedule.ts';
import type { RunDocument } from '../../src/rpc/contract.ts';
import type { Place } from './geometry.ts';
import { appliedLearningRate, factorChanges } from './plan.ts';

/** A second line: what a track becomes by what passes do. */
type Derived = {
  word: string;
  why: string;
  at(track: Track, passes: readonly PassForecast[], at: number): number;
  /** The positions at which it may jump where no track does. */
  jumps(passes: readonly PassForecast[]): number[];
};
/** What an epoch's record says of a track. */
type Realised = {
  word: string;
  why: string;
  /** A custom property of tokens.css. */
  colour: string;
  /** NaN where the record does not tell it; `whole` is the size of the run's images, where it is known. */
  of(record: EpochRecord, whole: ImageShape | null): number;
};

export const derivedOf: Partial<Record<TrackName, Derived>> = {
  learningRate: {
    word: 'applied',
    why: 'What the optimiser is given: the track times 1 / (1 - hide fraction) once the warm-up is over.',
    at: appliedLearningRate,
    jumps: factorChanges,
  },
};

export const realisedOf: Partial<Record<TrackName, Realised>> = {
  hideFraction: {
    word: 'realised',
    why: 'The fraction of the samples that this run really hid in the epoch.',
    colour: '--hidden',
    of: (record) => record.realisedHideFraction,
  },
  learningRate: {
    word: 'applied',
    why: 'The learning rate that this run applied, as the mean over the steps of the epoch.',
    colour: '--trained',
    of: (record) => record.learningRate,
  },
  bandwidth: {
    word: 'shown',
    why: 'The side of the images as this run showed them in the epoch, in whole steps of pixels.',
    colour: '--trained',
    of: (record, whole) => (whole === null ? NaN : record.viewHeight / whole.height),
  },
  magnitude: {
    word: 'applied',
    why: 'How strongly this run varied the images in the epoch.',
    colour: '--trained',
    of: ({ magnitude }) => magnitude ?? NaN,
  },
  batchSize: {
    word: 'applied',
    why: 'The samples in a step of this run in the epoch.',
    colour: '--trained',
    of: (record) => record.batchSize,
  },
};

type Part = { from: number; to: number };

/**
 * Where on a clock the recorded epochs of a run stand. One that counted compute says it; one that
 * counted epochs took, of the compute of whole images, what it showed of them.
 * @param whole the size of the run's images; without it no compute can be told
 */
export function partsOf(
  { schedule, epochs }: Pick<RunDocument, 'schedule' | 'epochs'>,
  clock: Clock,
  whole: ImageShape | null,
): Part[] {
  if (clock === 'epoch') return epochs.map(({ epoch }) => ({ from: epoch, to: epoch + 1 }));
  let to = 0;
  const parts: Part[] = [];
  for (const { at, viewHeight, viewWidth } of epochs) {
    const from = to;
    if (schedule.clock === 'compute') to = at;
    else if (whole === null) return [];
    else to += (viewHeight * viewWidth) / (whole.height * whole.width);
    parts.push({ from, to });
  }
  return parts;
}

/** A value a part of the clock, as stairs: each is valid through its part. */
export const stairs = (parts: readonly Part[], values: readonly number[]): Place[] =>
  parts.flatMap(({ from, to }, i) => [
    { at: from, value: values[i] },
    { at: to, value: values[i] },
  ]);
