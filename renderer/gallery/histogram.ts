/** How many samples have which loss, on a logarithmic axis that stays while epochs pass. */
import { HIDDEN, MOVED_BACK } from '../lib/facts.ts';

/** Powers of ten at the axis' ends; what is beyond counts in the first or last bin. */
export const LOWEST_POWER = -6;
export const HIGHEST_POWER = 2;
const BINS_A_POWER = 8;
export const BINS = (HIGHEST_POWER - LOWEST_POWER) * BINS_A_POWER;

/** The place of a loss on the axis, from 0 to 1. */
export function placeOf(loss: number): number {
  if (!(loss > 0)) return 0;
  const place = (Math.log10(loss) - LOWEST_POWER) / (HIGHEST_POWER - LOWEST_POWER);
  return Math.min(1, Math.max(0, place));
}

/** The loss at a place of the axis. */
export const lossAt = (place: number): number =>
  10 ** (LOWEST_POWER + place * (HIGHEST_POWER - LOWEST_POWER));

export const binOf = (loss: number): number => Math.min(BINS - 1, Math.floor(placeOf(loss) * BINS));

export type Histogram = { trained: Uint32Array; hidden: Uint32Array; movedBack: Uint32Array };

export function histogramOf(loss: Float32Array, facts: Uint8Array): Histogram {
  const histogram = {
    trained: new Uint32Array(BINS),
    hidden: new Uint32Array(BINS),
    movedBack: new Uint32Array(BINS),
  };
  for (let sample = 0; sample < loss.length; sample++) {
    const own = facts[sample];
    const state = own & HIDDEN ? 'hidden' : own & MOVED_BACK ? 'movedBack' : 'trained';
    histogram[state][binOf(loss[sample])]++;
  }
  return histogram;
}

/**
 * The losses between two places of the axis. Its ends stand for all that is beyond, and both ends
 * together for no filter.
 */
export function rangeBetween(a: number, b: number): { min: number; max: number } | null {
  const [low, high] = a < b ? [a, b] : [b, a];
  if (low <= 0 && high >= 1) return null;
  return {
    min: low <= 0 ? 0 : lossAt(low),
    max: high >= 1 ? Infinity : lossAt(high),
  };
}
