import { hasBit } from '../core/ledger/bits.ts';
import type { Aggregates, EpochColumns } from '../core/record/run.ts';

/** What a run's epochs so far say of each sample, in a form that the next epoch can be added to. */
export type Tally = {
  epochs: number;
  timesHidden: Uint16Array;
  /** Times that a sample was correct in one recorded epoch and wrong in the next. */
  forgetting: Uint16Array;
  /** In float64, so that a mean over many epochs is as exact as the float32 it is stored as. */
  lossSum: Float64Array;
  lastLoss: Float32Array;
  /** The last epoch's flags; a bitset. */
  correct: Uint8Array;
};

export const newTally = (samples: number): Tally => ({
  epochs: 0,
  timesHidden: new Uint16Array(samples),
  forgetting: new Uint16Array(samples),
  lossSum: new Float64Array(samples),
  lastLoss: new Float32Array(samples).fill(NaN),
  correct: new Uint8Array(0),
});

/** Adds the next epoch; it keeps the columns that it needs. */
export function addEpoch(tally: Tally, { loss, hidden, correct }: EpochColumns): void {
  const { timesHidden, forgetting, lossSum } = tally;
  const most = 0xffff;
  for (let i = 0; i < loss.length; i++) {
    lossSum[i] += loss[i];
    if (hasBit(hidden, i) && timesHidden[i] < most) timesHidden[i]++;
  }
  if (tally.epochs > 0) {
    for (let byte = 0; byte < correct.length; byte++) {
      for (let lost = tally.correct[byte] & ~correct[byte]; lost !== 0; lost &= lost - 1) {
        const sample = byte * 8 + (31 - Math.clz32(lost & -lost));
        if (forgetting[sample] < most) forgetting[sample]++;
      }
    }
  }
  tally.correct = correct;
  tally.lastLoss = loss;
  tally.epochs++;
}

/** Arrays of their own; losses are NaN before the first epoch. */
export function aggregatesOf(tally: Tally): Aggregates {
  return {
    timesHidden: tally.timesHidden.slice(),
    forgetting: tally.forgetting.slice(),
    meanLoss: Float32Array.from(tally.lossSum, (sum) => sum / tally.epochs),
    lastLoss: tally.lastLoss.slice(),
  };
}
