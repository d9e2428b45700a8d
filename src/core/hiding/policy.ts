import type { Ledger } from '../ledger/ledger.ts';
import type { RandomStream } from '../random/stream.ts';

/** Who trains in an epoch, and who does not. Every list is ascending. */
export type Plan = {
  /** Forwarded and learned from; with `hidden` it makes up every sample. */
  train: Uint32Array;
  hidden: Uint32Array;
  /** Candidates for hiding that stay in training because they are not learned well enough; part of `train`. */
  movedBack: Uint32Array;
  /** Forwarded without learning at the end of the epoch, so that the ledger does not go stale. */
  refresh: Uint32Array;
  /** The fraction that was allowed to be hidden. */
  scheduledHideFraction: number;
  /** What every learning rate of this epoch is multiplied by. */
  learningRateFactor: number;
};

export type PlanInput = {
  /** From 0. */
  epoch: number;
  ledger: Ledger;
  /** The schedule's hide fraction at this epoch, in [0, 1): checkRecipe refuses to hide everything. */
  hideFraction: number;
  /** The recipe's settings; a policy reads those that it describes. */
  settings: { tau: number; warmup: number; match: { run: number; hidden: number[] } | null };
  /** This epoch's stream for a purpose. */
  random: (purpose: string) => RandomStream;
};

/** A hiding policy is a pure function from the ledger to this epoch's plan. */
export type HidingPolicy = {
  name: string;
  title: string;
  /** What it does, in a sentence. */
  summary: string;
  /** Keys of the recipe's settings that it reads; its card explains each. */
  uses: readonly string[];
  plan: (input: PlanInput) => Plan;
};
