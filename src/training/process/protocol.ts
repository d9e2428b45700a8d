/** What a shell and its trainer process say to each other. Both sides parse all that they hear. */
import { z } from 'zod';
import { LEAST_FOLDS, MOST_FOLDS } from '../../core/labels/folds.ts';
import { parseRecipe } from '../../core/recipe/recipe.ts';
import { datasetRecordSchema } from '../../core/record/dataset.ts';
import { engineRecordSchema, epochRecordSchema } from '../../core/record/run.ts';
import { engineNames, modelNames } from '../../core/recipe/parameters.ts';
import { revisionSchema } from '../../core/schedule/revision.ts';
import { fullScheduleSchema } from '../../core/schedule/schedule.ts';

const count = z.int().min(0);
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const words = z.custom<Uint16Array>((value) => value instanceof Uint16Array);
const classes = z.custom<Uint8Array | Uint16Array>(
  (value) => value instanceof Uint8Array || value instanceof Uint16Array,
);
/** All of the run's, in the order in which they were made. */
const revisions = z.array(revisionSchema);

export const calibrationSchema = z.strictObject({
  engine: z.enum(engineNames),
  model: z.enum(modelNames),
  width: z.int().min(1),
  batch: z.int().min(1),
  imageHeight: z.int().min(1),
  imageWidth: z.int().min(1),
  channels: z.int().min(1),
  classes: z.int().min(1),
  /** How long to measure. */
  seconds: z.number().min(0),
});
export type Calibration = z.infer<typeof calibrationSchema>;

export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('train'),
    run: z.int().min(1),
    recipe: z.unknown().transform(parseRecipe),
    schedule: fullScheduleSchema,
    dataset: datasetRecordSchema,
    /** The engine that began the run, or what the recipe asks for. */
    engine: z.enum(engineNames),
    checkpointFolder: z.string(),
    /** How many epochs the project has recorded. */
    recordedEpochs: count,
  }),
  /** The project is ready for the epochs from `begins.firstEpoch` on. */
  z.strictObject({ type: z.literal('go'), revisions }),
  /** Nothing that is revised from here on counts in the next epoch, which may begin. */
  z.strictObject({ type: z.literal('recorded'), epoch: count, revisions }),
  z.strictObject({ type: z.literal('stop') }),
  /** The features of every sample by a run's final weights. */
  z.strictObject({
    type: z.literal('extract'),
    recipe: z.unknown().transform(parseRecipe),
    weights: bytes,
    dataset: datasetRecordSchema,
    engine: z.enum(engineNames),
    /** The chunks before it are known. */
    firstChunk: count,
  }),
  /** Train without a fold of the training split, and judge its labels. */
  z.strictObject({
    type: z.literal('judge-fold'),
    recipe: z.unknown().transform(parseRecipe),
    dataset: datasetRecordSchema,
    engine: z.enum(engineNames),
    folds: z.int().min(LEAST_FOLDS).max(MOST_FOLDS),
    fold: count,
  }),
  z.strictObject({ type: z.literal('calibrate'), calibration: calibrationSchema }),
  /** Ask every engine whether it works here. */
  z.strictObject({ type: z.literal('survey') }),
]);
export type Command = z.infer<typeof commandSchema>;

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('begins'),
    engine: engineRecordSchema,
    firstEpoch: count,
  }),
  z.strictObject({
    type: z.literal('progress'),
    epoch: count,
    part: z.enum(['score', 'train', 'refresh', 'evaluate']),
    done: count,
    total: count,
  }),
  z.strictObject({
    type: z.literal('epoch'),
    record: epochRecordSchema,
    columns: z.strictObject({
      loss: floats,
      confidence: floats,
      predicted: classes,
      correct: bytes,
      hidden: bytes,
      movedBack: bytes,
    }),
  }),
  z.strictObject({ type: z.literal('checkpointed'), epoch: count, seconds: z.number().min(0) }),
  z.strictObject({ type: z.literal('finished'), weights: bytes }),
  z.strictObject({ type: z.literal('stopped') }),
  z.strictObject({ type: z.literal('extracting'), done: count, total: count }),
  z.strictObject({
    type: z.literal('features'),
    chunk: count,
    dims: z.int().min(1),
    scales: floats,
    values: bytes,
  }),
  z.strictObject({ type: z.literal('extracted') }),
  z.strictObject({
    type: z.literal('judged'),
    engine: engineRecordSchema,
    labelProbability: floats,
    labelMargin: floats,
    predicted: words,
  }),
  z.strictObject({
    type: z.literal('calibrated'),
    trainImagesPerSecond: z.number(),
    forwardImagesPerSecond: z.number(),
  }),
  z.strictObject({
    type: z.literal('surveyed'),
    engines: z.array(z.strictObject({ name: z.string(), usable: z.boolean(), reason: z.string() })),
    /** What "auto" takes. */
    chosen: engineRecordSchema,
  }),
  z.strictObject({
    type: z.literal('failed'),
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
]);
export type TrainerEvent = z.infer<typeof eventSchema>;
