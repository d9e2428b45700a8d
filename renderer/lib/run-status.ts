/** What is said of how a run stands, in a word. */
import type { RunStatus } from '../../src/core/record/run.ts';
import type { RunDocument } from '../../src/rpc/contract.ts';

/** A run that waits for others in the queue is stopped as the project knows it. */
export type ShownStatus = RunStatus | 'waiting';
export const statusOf = ({ status, waitsFor }: RunDocument): ShownStatus =>
  waitsFor === undefined ? status : 'waiting';
