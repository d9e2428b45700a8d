import { z } from 'zod';
import { parseRecipe } from '../recipe/recipe.ts';
import { revisionSchema } from '../schedule/revision.ts';
import { fullScheduleSchema } from '../schedule/schedule.ts';

const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const seconds = z.number().min(0);

/** One epoch of one run, as it is recorded and shown. Means are over every training sample that was ever forwarded, hidden ones by their refresh pass, or else as they were when they last trained. */
export const epochRecordSchema = z.strictObject({
  /** A pass over the data set, from 0. */
  epoch: count,
  /** Where on the schedule's clock its tracks were read. */
  at: z.number().min(0),
  trainLoss: z.number(),
  trainAccuracy: fraction,
  testLoss: z.number(),
  testAccuracy: fraction,
  scheduledHideFraction: fraction,
  realisedHideFraction: fraction,
  hidden: count,
  movedBack: count,
  /** What hiding multiplied every learning rate of the epoch by. */
  learningRateFactor: z.number(),
  /** Mean over the epoch's steps, factor included. */
  learningRate: z.number(),
  /** Samples forwarded in scoring, training and refresh; evaluation is not counted. */
  forwardSamples: count,
  backwardSamples: count,
  /** Of one channel, at the size at which the samples were shown. */
  forwardPixels: count,
  backwardPixels: count,
  /** Pixels of the images as they were shown in training. */
  viewHeight: count,
  viewWidth: count,
  /** Of RandAugment; null where it was not used. */
  magnitude: z.number().nullable(),
  /** Samples a step, of the optimiser's. */
  batchSize: count,
  /**
   * Wall time by part: `score` is what was found out before the plan by passes or models of their
   * own, `record` the transaction and the checkpoint.
   */
  seconds: z.strictObject({
    score: seconds,
    train: seconds,
    refresh: seconds,
    evaluate: seconds,
    plan: seconds,
    record: seconds,
  }),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

/** Wall time of an epoch, all parts together. */
export const totalSeconds = ({ seconds }: EpochRecord): number =>
  seconds.score +
  seconds.train +
  seconds.refresh +
  seconds.evaluate +
  seconds.plan +
  seconds.record;

/** Pixels of one channel that were forwarded, and those that were learned from as well. */
export const pixelsOf = (record: EpochRecord): { forward: number; backward: number } => ({
  forward: record.forwardPixels,
  backward: record.backwardPixels,
});

export const runStatuses = ['running', 'finished', 'failed', 'stopped', 'interrupted'] as const;
/** `interrupted` is a run whose shell ended without a word; like `failed` and `stopped` it can be resumed. */
export type RunStatus = (typeof runStatuses)[number];

export const engineRecordSchema = z.strictObject({
  name: z.string(),
  /** Why this engine was taken, as a sentence. */
  reason: z.string(),
});
export type EngineRecord = z.infer<typeof engineRecordSchema>;

/** Versions of Mikke and of what it ran on, by name. */
export const versionsSchema = z.record(z.string(), z.string());
export type Versions = z.infer<typeof versionsSchema>;

/** A run as the project knows it; times are ISO 8601 in UTC. */
export const runRecordSchema = z.strictObject({
  /** 1, 2, … in the project, oldest first. */
  id: z.int().min(1),
  name: z.string(),
  notes: z.string(),
  status: z.enum(runStatuses),
  recipe: z.unknown().transform(parseRecipe),
  /** What the run began with, with every track filled in. */
  schedule: fullScheduleSchema,
  /** What was changed of it since, oldest first. */
  revisions: z.array(revisionSchema),
  /** Passes over the data set that the schedule asks for, as it was revised. */
  plannedEpochs: count,
  /** Id of the data-set version in the project. */
  dataset: z.int().min(1),
  /** Null until a trainer has chosen one. */
  engine: engineRecordSchema.nullable(),
  versions: versionsSchema,
  createdAt: z.string(),
  /** When it stopped running; null while it runs, and where nobody was there to notice. */
  finishedAt: z.string().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** One epoch's facts of every training sample. Flags are bitsets (core/ledger/bits.ts). */
export type EpochColumns = {
  loss: Float32Array;
  confidence: Float32Array;
  predicted: Uint8Array | Uint16Array;
  correct: Uint8Array;
  hidden: Uint8Array;
  movedBack: Uint8Array;
};

/** One sample through every recorded epoch of a run; index i is epoch `epochs[i]`, flags are 0 or 1. */
export type SampleHistory = { epochs: Uint32Array } & EpochColumns;

/** How each sample was learned over a run's recorded epochs (core/query/field.ts). */
export type Dynamics = {
  /** 65,535 of a sample that was never hidden, as of `lastHidden`. */
  firstHidden: Uint16Array;
  lastHidden: Uint16Array;
  labelProbability: Float32Array;
  variability: Float32Array;
  margin: Float32Array;
};

/** What a run says of each sample over all its recorded epochs. */
export type Aggregates = {
  timesHidden: Uint16Array;
  forgetting: Uint16Array;
  meanLoss: Float32Array;
  lastLoss: Float32Array;
};
