import { z } from 'zod';
import { exclusionSchema } from './exclusion.ts';

/** Where the pixels of a data-set version stay on disk, and which part of them it takes. */
export const datasetSourceSchema = z.strictObject({
  importer: z.literal('idx'),
  /** An absolute path, or "mnist" for the one that comes with Mikke, wherever that is installed. */
  folder: z.string(),
  /** File names within the folder. */
  files: z.strictObject({
    trainImages: z.string(),
    trainLabels: z.string(),
    testImages: z.string(),
    testLabels: z.string(),
  }),
  limit: z.int().min(1).nullable(),
  testLimit: z.int().min(1).nullable(),
  /** Samples of the training files that are held out and are the test split; the test files are it where this is left out. */
  validation: z.int().min(1).optional(),
  dataSeed: z.int().min(0),
  /** Samples of the training files that are left out, of those that would be trained on. */
  exclude: exclusionSchema.optional(),
});
export type DatasetSource = z.infer<typeof datasetSourceSchema>;

/**
 * A data-set version: the training samples stand at positions 0 … trainCount-1, the test samples
 * after them. `sample` always means such a position.
 */
export const datasetRecordSchema = z.strictObject({
  name: z.string(),
  source: datasetSourceSchema,
  /** SHA-256, as hexadecimal digits, over content ids, pixel bytes and labels in order of position. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  height: z.int().min(1),
  width: z.int().min(1),
  channels: z.int().min(1),
  classNames: z.array(z.string()).min(1),
  trainCount: z.int().min(0),
  testCount: z.int().min(0),
  /** Mean and standard deviation a channel over the training split, of pixels scaled to 0 … 1. */
  pixelMean: z.array(z.number()),
  pixelStd: z.array(z.number()),
});
export type DatasetRecord = z.infer<typeof datasetRecordSchema>;

/** Bytes of a content id: the first half of the SHA-256 of a sample's shape and pixels. */
export const CONTENT_ID_BYTES = 16;

/** What an importer hands to the project. All arrays are in order of position. */
export type ImportedDataset = {
  record: DatasetRecord;
  labels: Uint16Array;
  /** CONTENT_ID_BYTES a sample. */
  contentIds: Uint8Array;
  /** Each sample's index in the file that it comes from. */
  sourceIndex: Uint32Array;
};

/** The file of the source that a sample comes from, by name within its folder. */
export const sourceFileOf = (
  { source, trainCount }: Pick<DatasetRecord, 'source' | 'trainCount'>,
  sample: number,
): string =>
  // What is held out for validation stands in the training files as well.
  sample < trainCount || source.validation !== undefined
    ? source.files.trainImages
    : source.files.testImages;

/**
 * The name of a sample in its source, which is its own there.
 * @param index the sample's index in the file that it comes from
 */
export const sourceNameOf = (
  record: Pick<DatasetRecord, 'source' | 'trainCount'>,
  sample: number,
  index: number,
): string => `${sourceFileOf(record, sample)}#${index}`;
