import type { SampleFacts } from '../core/ledger/ledger.ts';
import type { View } from '../core/view/resampling.ts';
import type { Box } from '../engine/ops/mix-images.ts';
import type { Batch } from './data-source.ts';

/** One array of a learner's state, as a checkpoint keeps it. */
export type StateArray = { name: string; shape: number[]; values: Float32Array };

/** What a step minimises and how it sees its batch, where that is not the plain mean loss of whole images. */
export type StepOptions = {
  /** Each sample's factor in the sum of losses [N]; the mean divides it by N, not by their sum. */
  weights?: Float32Array;
  /** 0 … 1: the target is (1 - labelSmoothing) · one-hot + labelSmoothing / classes. */
  labelSmoothing?: number;
  /**
   * Sample i is seen together with sample partner[i] of the batch, and `share` (0 … 1) of the target
   * is its own. Without a box the pixels are mixed in these shares (mixup), with one the partner is
   * seen inside of it, in pixels of what the model sees (CutMix).
   */
  mix?: { partner: Int32Array; share: number; box: Box | null };
  /** What is seen of each image, before it is mixed; without one, the image. */
  view?: View;
};

export type ForwardOptions = {
  view?: View;
  /**
   * `evaluate` normalises by the running statistics. `train` normalises by the batch's own and takes
   * them into the running ones, as a step does, and changes no weight.
   */
  mode?: 'evaluate' | 'train';
};

/**
 * `el2n` is the norm of softmax - one-hot, `grand` that of the last layer's gradient of the sample's
 * loss, `grand-full` that of every weight's; the last one takes a pass back for each sample.
 */
export type ScoreKind = 'el2n' | 'grand' | 'grand-full';

/** A model with its optimiser on some engine: all that the training loop knows of tensors. */
export interface Learner {
  /**
   * Forward, backward and update; facts are those of the forward pass, in the batch's order. Weights
   * and targets change what is minimised and never the facts: those are of each sample's own label.
   * @throws RangeError where the options do not fit the batch
   */
  step(batch: Batch, learningRate: number, how?: StepOptions): Promise<SampleFacts>;
  /** Facts without a step; in evaluation mode, which is usual, nothing changes. */
  forward(batch: Batch, how?: ForwardOptions): Promise<SampleFacts>;
  /** A score of each sample, in evaluation mode; nothing changes. */
  scores(batch: Batch, kind: ScoreKind): Promise<Float32Array>;
  /**
   * The gradient of the batch's mean loss with respect to the last layer, in evaluation mode: its
   * weights [features, classes], row by row, then its bias [classes]. Nothing changes.
   */
  lastLayerGradient(batch: Batch): Promise<Float32Array>;
  /** Weights, running statistics and optimiser slots, in a fixed order. */
  state(): Promise<StateArray[]>;
  /**
   * Puts back what `state` gave; where the optimiser's slots are left out, as in final weights, they
   * begin anew. @throws Error where names or shapes differ
   */
  restore(state: readonly StateArray[]): void;
  dispose(): void;
}

/** A learner that can be asked for all that its model says of samples; the training loop needs less. */
export interface Network extends Learner {
  /** What the last layer is given, in evaluation mode: [N, features], row by row. Nothing changes. */
  features(batch: Batch): Promise<Float32Array>;
  /** In evaluation mode: [N, classes], row by row. Nothing changes. */
  logits(batch: Batch): Promise<Float32Array>;
}
