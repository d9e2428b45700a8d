/** What is drawn beside a track's own curve: what the optimiser is given, and what a run really did. */
import type { Recipe } from '../../src/core/recipe/recipe.ts';
import type { EpochRecord } from '../../src/core/record/run.ts';
import type { TrackName } from '../../src/core/schedule/schedule.ts';
import type { Place } from './geometry.ts';
import { appliedLearningRate, factorChanges, type Tracks } from './plan.ts';

/** A second line that follows from several tracks. */
type Derived = {
  word: string;
  why: string;
  at(recipe: Recipe, tracks: Tracks, at: number): number;
  /** The epochs at which it may jump where no track does. */
  jumps(recipe: Recipe, tracks: Tracks): number[];
};
/** What an epoch's record says of a track. */
type Realised = {
  word: string;
  why: string;
  /** A custom property of tokens.css. */
  colour: string;
  of(record: EpochRecord): number;
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
};

/** A value an epoch, as stairs: each is valid from its epoch to the next. */
export const stairs = (records: readonly EpochRecord[], of: (record: EpochRecord) => number) =>
  records.flatMap((record): Place[] => {
    const value = of(record);
    return [
      { at: record.epoch, value },
      { at: record.epoch + 1, value },
    ];
  });
