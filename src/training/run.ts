/** What a run is made of, as it is handed to the loop. */
import type { PreludeResult } from '../core/hiding/policy.ts';
import type { Ledger } from '../core/ledger/ledger.ts';
import type { Recipe } from '../core/recipe/recipe.ts';
import type { EpochColumns, EpochRecord } from '../core/record/run.ts';
import type { RevisedSchedule, Revision } from '../core/schedule/revision.ts';
import type { DataSource } from './data-source.ts';
import type { Learner } from './learner.ts';

export type Part = 'score' | 'train' | 'refresh' | 'evaluate';

/** How far an epoch is; sent for every batch. */
export type Progress = { epoch: number; part: Part; done: number; total: number };

export type Run = RevisedSchedule & {
  recipe: Recipe;
  /** The first epoch to train: 0, or the one after a checkpoint. */
  firstEpoch: number;
  ledger: Ledger;
  /** What the checkpoint kept of a policy's own models. */
  prelude: PreludeResult | null;
  data: DataSource;
  learner: Learner;
  /** A model of the recipe from other initial weights, for a policy that trains some of its own. */
  newLearner(seed: number): Learner;
  /** Resolves when the epoch is safe in the project, with all revisions that the run has by then. */
  record(record: EpochRecord, columns: EpochColumns): Promise<readonly Revision[]>;
  checkpoint(epoch: number, prelude: PreludeResult | null): Promise<void>;
  progress(progress: Progress): void;
  /** Seconds of a monotonic clock. */
  now(): number;
  stopRequested(): boolean;
};
