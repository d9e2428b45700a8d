/** What samples can be filtered and sorted by. A field that is missing of a sample has no value: NaN. */
import { z } from 'zod';

/** A value of every sample of the data set. */
const ofSample = ['sample'] as const;
/** At one epoch of a run; training samples have them. */
const ofEpoch = ['loss', 'confidence'] as const;
/**
 * Over all recorded epochs of a run; training samples have them. A sample that was never hidden has
 * no first and last epoch of it.
 *
 * `labelProbability` is the mean over epochs of exp(-loss), what the network gave the label, and
 * `variability` its standard deviation, over the epochs as a whole (Dataset Cartography, arXiv
 * 2009.10795). `margin` is the mean of that probability less the largest one of another class: it is
 * lowest where a label is likely wrong. Of a wrong sample that one is its confidence; of a right one
 * only the sum of all others is known, so that its margin is a lower bound.
 *
 * They are as good as the losses that they are made of. A loss is always against the sample's own
 * label alone, without label smoothing, but of the picture as it was trained on: augmented, and
 * under MixUp and CutMix mixed with another one, so that both are lower then. Hidden samples have
 * the loss of their refresh pass; one that was not forwarded in an epoch keeps its last one, and one
 * that never was has a loss of 1. Where the confidence is taken over the batch (the recipe's
 * `confidenceAxis`), it is no probability of a class, and the margins of wrong samples are none.
 */
const ofRun = [
  'timesHidden',
  'firstHidden',
  'lastHidden',
  'forgetting',
  'meanLoss',
  'lastLoss',
  'labelProbability',
  'variability',
  'margin',
] as const;

export const epochNumbers: readonly string[] = ofEpoch;
export const runNumbers: readonly string[] = ofRun;
export const isRunNumber = (field: string): field is (typeof ofRun)[number] =>
  runNumbers.includes(field);

const whole: readonly string[] = [
  ...ofSample,
  ...['timesHidden', 'firstHidden', 'lastHidden', 'forgetting'],
];
/** Whether a field's numbers have no fractions. */
export const isWhole = (field: string): boolean => whole.includes(field);

const SCORE = 'score:';
/** A score that the project keeps of every sample, such as the distance to its nearest duplicate, by name. */
const scoreSchema = z.templateLiteral([SCORE, z.string().min(1).max(80)]);
export type ScoreField = z.infer<typeof scoreSchema>;
export const scoreField = (name: string): ScoreField => `${SCORE}${name}`;
/** Null for a field that is no score. */
export const scoreNameOf = (field: string): string | null =>
  field.startsWith(SCORE) ? field.slice(SCORE.length) : null;

export const numberFieldSchema = z.union([
  z.enum([...ofSample, ...ofEpoch, ...ofRun]),
  scoreSchema,
]);
export type NumberField = z.infer<typeof numberFieldSchema>;

/** Class numbers. `predicted` is of one epoch of a run. */
export const classFields = ['class', 'predicted'] as const;
export type ClassField = (typeof classFields)[number];

/** Words. `state` and `outcome` are of one epoch of a run; a test sample has neither. */
export const wordValues = {
  split: ['train', 'test'],
  state: ['trained', 'hidden', 'movedBack'],
  outcome: ['right', 'wrong', 'forgotten'],
} as const;
export type WordField = keyof typeof wordValues;

export const isClassField = (field: string): field is ClassField =>
  (classFields as readonly string[]).includes(field);
export const isWordField = (field: string): field is WordField => Object.hasOwn(wordValues, field);

/** By a sample's place in its file, and by how many tags it has; one without tags stands last. */
const sortOnlyFields = ['file', 'tag'] as const;

export const sortFieldSchema = z.union([
  numberFieldSchema,
  z.enum([...classFields, 'split', 'state', 'outcome', ...sortOnlyFields]),
]);
export type SortField = z.infer<typeof sortFieldSchema>;
