/** How far a run is, from its last progress. */
import { shareOfEpoch } from '../../src/core/record/progress.ts';
import type { AppEvent } from '../../src/rpc/contract.ts';

export type Progress = Extract<AppEvent, { type: 'progress' }>;

/** The done fraction of all `epochs`, 0 … 1. */
export const doneFraction = (progress: Progress, epochs: number): number =>
  Math.min(1, (progress.epoch + shareOfEpoch(progress)) / Math.max(1, epochs));
