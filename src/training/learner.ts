import type { SampleFacts } from '../core/ledger/ledger.ts';
import type { Batch } from './data-source.ts';

/** One array of a learner's state, as a checkpoint keeps it. */
export type StateArray = { name: string; shape: number[]; values: Float32Array };

/** A model with its optimiser on some engine: all that the training loop knows of tensors. */
export interface Learner {
  /** Forward, backward and update; facts are those of the forward pass, in the batch's order. */
  step(batch: Batch, learningRate: number): Promise<SampleFacts>;
  /** Forward in evaluation mode; nothing changes. */
  forward(batch: Batch): Promise<SampleFacts>;
  /** Weights, running statistics and optimiser slots, in a fixed order. */
  state(): Promise<StateArray[]>;
  /** Puts back what `state` gave. @throws Error where names or shapes differ */
  restore(state: readonly StateArray[]): void;
  dispose(): void;
}
