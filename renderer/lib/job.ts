/** How far a run is, from its last progress. */
import type { AppEvent } from '../../src/rpc/contract.ts';

export type Progress = Extract<AppEvent, { type: 'progress' }>;

/** Roughly where in an epoch's time each part begins, and how much of it each takes. */
const parts: Record<Progress['part'], { start: number; share: number }> = {
  import: { start: 0, share: 0 },
  train: { start: 0, share: 0.85 },
  refresh: { start: 0.85, share: 0.05 },
  evaluate: { start: 0.9, share: 0.1 },
};

/** The done fraction of all `epochs`, 0 … 1. */
export function doneFraction({ epoch, part, done, total }: Progress, epochs: number): number {
  const { start, share } = parts[part];
  const within = start + (total === 0 ? 0 : (share * done) / total);
  return Math.min(1, (epoch + within) / Math.max(1, epochs));
}
