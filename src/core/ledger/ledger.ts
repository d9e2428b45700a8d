/**
 * What is known of every training sample, from the last time it was forwarded. It holds exactly
 * what the project stores (float32 values, whole counts), so an export reproduces every plan.
 */
export type Ledger = {
  /** N, the number of training samples; index i below is the sample's position in the data-set version. */
  readonly size: number;
  /** Cross-entropy; 1 until first forwarded, so that nothing counts as learned. */
  readonly loss: Float32Array;
  /** The largest softmax probability; 0 until first forwarded. */
  readonly confidence: Float32Array;
  readonly predicted: Uint8Array | Uint16Array;
  /** 1 where the predicted class was the label. */
  readonly correct: Uint8Array;
  /** How often the sample went from correct to wrong. */
  readonly forgetting: Uint16Array;
  readonly timesHidden: Uint16Array;
};

/** Facts of one batch, in the order of `samples`. */
export type SampleFacts = {
  loss: Float32Array;
  confidence: Float32Array;
  predicted: Int32Array;
};

/** Class numbers fit a byte up to 256 classes. */
export const newPredicted = (size: number, classes: number) =>
  classes <= 256 ? new Uint8Array(size) : new Uint16Array(size);

export function newLedger(size: number, classes: number): Ledger {
  return {
    size,
    loss: new Float32Array(size).fill(1),
    confidence: new Float32Array(size),
    predicted: newPredicted(size, classes),
    correct: new Uint8Array(size),
    forgetting: new Uint16Array(size),
    timesHidden: new Uint16Array(size),
  };
}

/** Whether the sample was ever forwarded: a softmax is above 0. */
export const wasForwarded = ({ confidence }: Ledger, sample: number): boolean =>
  confidence[sample] !== 0;

/** Means over the samples that were ever forwarded, of which there must be one. */
export function meansOf(ledger: Ledger): { loss: number; accuracy: number } {
  let forwarded = 0;
  let loss = 0;
  let correct = 0;
  for (let i = 0; i < ledger.size; i++) {
    if (!wasForwarded(ledger, i)) continue;
    forwarded++;
    loss += ledger.loss[i];
    correct += ledger.correct[i];
  }
  return { loss: loss / forwarded, accuracy: correct / forwarded };
}

/**
 * Credits a batch's facts to its samples, by sample and never by place in the batch.
 * Returns the first sample whose loss is not a finite number, or -1; nothing is credited then.
 */
export function credit(
  ledger: Ledger,
  samples: Uint32Array,
  labels: ArrayLike<number>,
  facts: SampleFacts,
): number {
  for (let i = 0; i < samples.length; i++) if (!Number.isFinite(facts.loss[i])) return samples[i];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    const correct = facts.predicted[i] === labels[sample] ? 1 : 0;
    if (ledger.correct[sample] === 1 && correct === 0) ledger.forgetting[sample]++;
    ledger.loss[sample] = facts.loss[i];
    ledger.confidence[sample] = facts.confidence[i];
    ledger.predicted[sample] = facts.predicted[i];
    ledger.correct[sample] = correct;
  }
  return -1;
}
