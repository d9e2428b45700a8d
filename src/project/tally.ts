import { hasBit, setBits } from '../core/ledger/bits.ts';
import type { Aggregates, EpochColumns } from '../core/record/run.ts';
import type { ValuesOf } from './columns/dtype.ts';

/** What is kept of each sample over all recorded epochs of a run (core/query/field.ts), by name. */
export const runColumns = {
  timesHidden: 'u16',
  forgetting: 'u16',
  firstHidden: 'u16',
  lastHidden: 'u16',
  meanLoss: 'f32',
  lastLoss: 'f32',
  labelProbability: 'f32',
  variability: 'f32',
  margin: 'f32',
} as const;
export type RunField = keyof typeof runColumns;
export type RunColumn<Field extends RunField> = ValuesOf<(typeof runColumns)[Field]>;
export const runFields = Object.keys(runColumns) as RunField[];

/** The first and the last epoch in which a sample was hidden that never was. */
export const NEVER_HIDDEN = 0xffff;
/** Counts and epochs stop here. */
const MOST = 0xffff;

/** What a run's epochs so far say of each sample, in a form that the next epoch can be added to. */
export type Tally = {
  epochs: number;
  timesHidden: Uint16Array;
  firstHidden: Uint16Array;
  lastHidden: Uint16Array;
  /** Times that a sample was correct in one recorded epoch and wrong in the next. */
  forgetting: Uint16Array;
  /** Sums are in float64, so that a mean over many epochs is as exact as the float32 it is stored as. */
  lossSum: Float64Array;
  /** Of the probability of the label, and of its squares. */
  probabilitySum: Float64Array;
  squareSum: Float64Array;
  marginSum: Float64Array;
  lastLoss: Float32Array;
  /** The last epoch's flags; a bitset. */
  correct: Uint8Array;
};

export const newTally = (samples: number): Tally => ({
  epochs: 0,
  timesHidden: new Uint16Array(samples),
  firstHidden: new Uint16Array(samples).fill(NEVER_HIDDEN),
  lastHidden: new Uint16Array(samples).fill(NEVER_HIDDEN),
  forgetting: new Uint16Array(samples),
  lossSum: new Float64Array(samples),
  probabilitySum: new Float64Array(samples),
  squareSum: new Float64Array(samples),
  marginSum: new Float64Array(samples),
  lastLoss: new Float32Array(samples).fill(NaN),
  correct: new Uint8Array(0),
});

/** Adds the next epoch; it keeps the columns that it needs. */
export function addEpoch(
  tally: Tally,
  {
    loss,
    confidence,
    hidden,
    correct,
  }: Pick<EpochColumns, 'loss' | 'confidence' | 'hidden' | 'correct'>,
): void {
  const { lossSum, probabilitySum, squareSum, marginSum } = tally;
  for (let i = 0; i < loss.length; i++) {
    const probability = Math.exp(-loss[i]);
    lossSum[i] += loss[i];
    probabilitySum[i] += probability;
    squareSum[i] += probability * probability;
    // All other classes together have what the label has not; of a wrong one the largest is known.
    marginSum[i] += probability - (hasBit(correct, i) ? 1 - probability : confidence[i]);
  }

  const { timesHidden, firstHidden, lastHidden, forgetting } = tally;
  const epoch = Math.min(tally.epochs, NEVER_HIDDEN - 1);
  for (const sample of setBits(hidden)) {
    if (timesHidden[sample] < MOST) timesHidden[sample]++;
    if (firstHidden[sample] === NEVER_HIDDEN) firstHidden[sample] = epoch;
    lastHidden[sample] = epoch;
  }
  if (tally.epochs > 0) {
    const lost = tally.correct.map((right, byte) => right & ~correct[byte]);
    for (const sample of setBits(lost)) if (forgetting[sample] < MOST) forgetting[sample]++;
  }
  tally.correct = correct;
  tally.lastLoss = loss;
  tally.epochs++;
}

/** An array of its own; what is a mean or of an epoch is NaN before the first one. */
export function runColumnOf<Field extends RunField>(tally: Tally, field: Field): RunColumn<Field> {
  return columnMakers[field](tally);
}

const columnMakers: { [Field in RunField]: (tally: Tally) => RunColumn<Field> } = {
  timesHidden: ({ timesHidden }) => timesHidden.slice(),
  forgetting: ({ forgetting }) => forgetting.slice(),
  firstHidden: ({ firstHidden }) => firstHidden.slice(),
  lastHidden: ({ lastHidden }) => lastHidden.slice(),
  meanLoss: ({ lossSum, epochs }) => meanOf(lossSum, epochs),
  lastLoss: ({ lastLoss }) => lastLoss.slice(),
  labelProbability: ({ probabilitySum, epochs }) => meanOf(probabilitySum, epochs),
  margin: ({ marginSum, epochs }) => meanOf(marginSum, epochs),
  variability({ probabilitySum, squareSum, epochs }) {
    const variability = new Float32Array(probabilitySum.length);
    for (let i = 0; i < variability.length; i++) {
      const mean = probabilitySum[i] / epochs;
      // Rounding may take the variance of equal numbers a little below 0.
      variability[i] = Math.sqrt(Math.max(0, squareSum[i] / epochs - mean * mean));
    }
    return variability;
  },
};

function meanOf(sum: Float64Array, epochs: number): Float32Array {
  const mean = new Float32Array(sum.length);
  for (let i = 0; i < mean.length; i++) mean[i] = sum[i] / epochs;
  return mean;
}

/** Arrays of their own; losses are NaN before the first epoch. */
export const aggregatesOf = (tally: Tally): Aggregates => ({
  timesHidden: runColumnOf(tally, 'timesHidden'),
  forgetting: runColumnOf(tally, 'forgetting'),
  meanLoss: runColumnOf(tally, 'meanLoss'),
  lastLoss: runColumnOf(tally, 'lastLoss'),
});
