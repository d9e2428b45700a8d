import type { Ledger } from '../ledger/ledger.ts';
import type { RandomStream } from '../random/stream.ts';
import type { Parameter, ValuesOf } from '../recipe/parameter.ts';
import type { Track } from '../schedule/schedule.ts';

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
  /** By sample, what its loss is multiplied by in the mean of its batch; left out: 1 for everybody. */
  weights?: Float32Array;
  /** Where samples are drawn with repeats: the draws, of `train` and nobody else, that the epoch goes through instead. */
  draws?: Uint32Array;
};

export type Match = { run: number; hidden: number[] };

/** What a model of its own found out before the first epoch; see Prelude. */
export type PreludeResult = {
  /** By sample. */
  scores: Float32Array;
  /** Ascending: who was held out for that model, and is never trained on. */
  heldOut: Uint32Array;
};

/** Gradients of the last layer, averaged over each batch: `gradients` is [batches, length], row by row. */
export type BatchGradients = { batches: Uint32Array[]; gradients: Float32Array; length: number };

export type PlanInput<Settings = Record<string, unknown>> = {
  /** From 0, a pass over the data set each; `epochs` of them are planned. */
  epoch: number;
  epochs: number;
  ledger: Ledger;
  /** The schedule's hide fraction at this epoch, in [0, 1): checkRecipe refuses to hide everything. */
  hideFraction: number;
  /** The policy's settings; one that is a track has its value of this epoch. */
  settings: Settings;
  /** The run whose hidden counts are taken over, by a policy that can. */
  match: Match | null;
  /** This epoch's stream for a purpose. */
  random: (purpose: string) => RandomStream;
  /** For a policy with a prelude. */
  prelude?: PreludeResult | undefined;
  /** For a policy that asks for them before this epoch. */
  gradients?: BatchGradients | undefined;
};

/** A model, or several from different initial weights, trained before the first epoch to score every sample. */
export type Prelude = {
  models: number;
  epochs: number;
  /** The fraction of samples that it alone trains on, and scores the others; 0: it trains on all, and scores all. */
  holdOut: number;
  /**
   * `forgetting` counts events over its epochs, and is Infinity for a sample that was never right;
   * the others are taken after the last epoch. The mean over models counts.
   */
  score: 'el2n' | 'grand' | 'grand-full' | 'forgetting' | 'loss';
};

/** A batch after a forward pass of its own, of which a policy chooses whom to learn from. */
export type SelectInput<Settings = Record<string, unknown>> = {
  samples: Uint32Array;
  /** In the order of `samples`, as the fresh forward pass found them. */
  loss: Float32Array;
  ledger: Ledger;
  settings: Settings;
  prelude?: PreludeResult | undefined;
  random: RandomStream;
};

/** A part of a policy that works batch by batch within an epoch. */
export type BatchRule<Settings = Record<string, unknown>> = {
  /** Whether any batch is chosen from with these settings; left out: always. */
  inUse?: (settings: Settings) => boolean;
  /** Whether the batch is forwarded for a choice, or trained on as it is. `progress` of the whole training is 0 … 1, `step` counts batches of the epoch. */
  applies: (input: { progress: number; step: number; settings: Settings }) => boolean;
  /** Places in the batch, ascending, at least one; the others count as hidden in this epoch. */
  choose: (input: SelectInput<Settings>) => Uint32Array;
};

export type Certainty = 'exact' | 'expected' | 'at most';

/** What an epoch will take, as far as it is known before it. */
export type Outlook = {
  hidden: number;
  /** Of that number; `expected` where lots or fresh losses decide. */
  certainty: Certainty;
  /** Samples forwarded and learned from, and those only forwarded. */
  trained: number;
  forwarded: number;
  learningRateFactor: number;
};

export type OutlookInput<Settings = Record<string, unknown>> = {
  epoch: number;
  epochs: number;
  samples: number;
  hideFraction: number;
  settings: Settings;
  match: Match | null;
  /** How many were hidden in this epoch of an earlier run; null where that is not known. */
  expectedHidden: number | null;
};

/** What a policy that looks at losses saw of a sample before it decided. */
export type HidingFigures = {
  /** Lagging loss, from the last time the sample was forwarded. */
  loss: number;
  /** From 1, by (loss, sample) among all samples. */
  rank: number;
  /** N. */
  samples: number;
  /** K, how many of the lowest losses were looked at. */
  candidates: number;
  candidate: boolean;
  correct: boolean;
  confidence: number;
  /** As float32, as it was compared. */
  tau: number;
};

export type SampleState = 'trained' | 'hidden' | 'movedBack';

/** Where a sample stood among all before an epoch, in the order that a policy hides by. */
export type Place = {
  /** What comes first in that order, as in "lowest loss". */
  first: string;
  /** From 1, the first to be hidden. */
  rank: number;
  /** N. */
  samples: number;
  /** How many at the front are candidates: hidden, if nothing else keeps them in training. */
  candidates: number;
};

export type Explanation = {
  /** Null where the policy did not decide by all of them. */
  figures: HidingFigures | null;
  /** Null where nothing was forwarded yet, and of a policy that does not go by an order of all samples that was kept. */
  place: Place | null;
  /** Why, as one sentence with its figures. */
  sentence: string;
};

export type ExplainInput<Settings = Record<string, unknown>> = {
  sample: number;
  state: SampleState;
  /** N. */
  samples: number;
  epoch: number;
  scheduledHideFraction: number;
  /** How many were hidden. */
  hidden: number;
  settings: Settings;
  match: Match | null;
  /**
   * What the ledger held before the epoch, of everybody's losses and of the sample itself; null at
   * epoch 0, before which nothing was forwarded.
   */
  before: { loss: Float32Array; confidence: number; correct: boolean } | null;
};

/** A hiding policy is a pure function from the ledger to this epoch's plan, and what is said of it. */
export type HidingPolicy<Settings = Record<string, unknown>> = {
  name: string;
  title: string;
  /** What it does, in a sentence. */
  summary: string;
  /** What decides whether it hides a sample, as in "the lowest losses". */
  decides: string;
  /** What it reads of a recipe; forms, flags, checks and the contract suite follow from it. */
  settings: Record<string, Parameter>;
  /** The hide fractions of `epochs` where none are drawn by hand; left out by a policy that reads none. */
  hideFraction?: (settings: Settings, epochs: number) => Track;
  /** Whether it can hide as many as another run did. */
  matches?: boolean;
  /** Whether those that a plan hides are forwarded at the end of the epoch; left out: none are. */
  refreshes?: (settings: Settings) => boolean;
  plan: (input: PlanInput<Settings>) => Plan;
  outlook: (input: OutlookInput<Settings>) => Outlook;
  explain: (input: ExplainInput<Settings>) => Explanation;
  /** What must be found out by a pass over all samples before an epoch is planned, if anything. */
  before?: (input: { epoch: number; settings: Settings }) => 'losses' | 'gradients' | null;
  prelude?: (settings: Settings) => Prelude | null;
  batchRule?: BatchRule<Settings>;
};

/** A policy whose functions see the settings that it describes, and no others. */
export const definePolicy = <const Described extends Record<string, Parameter>>(
  policy: HidingPolicy<ValuesOf<Described>> & { settings: Described },
): HidingPolicy & { settings: Described } =>
  policy as unknown as HidingPolicy & { settings: Described };

/** Whether a run with these settings chooses from any of its batches. */
export const usesBatchRule = (
  { batchRule }: HidingPolicy,
  settings: Record<string, unknown>,
): boolean => batchRule !== undefined && (batchRule.inUse?.(settings) ?? true);
