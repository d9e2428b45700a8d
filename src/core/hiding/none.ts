import { complement } from './select.ts';
import type { HidingPolicy } from './policy.ts';

const nobody = new Uint32Array(0);

/** The baseline; docs/policies/none.md is its card. */
export const none: HidingPolicy = {
  name: 'none',
  title: 'No hiding',
  summary: 'Every sample trains in every epoch: the baseline.',
  uses: [],
  plan: ({ ledger }) => ({
    train: complement(ledger.size, nobody),
    hidden: nobody,
    movedBack: nobody,
    refresh: nobody,
    scheduledHideFraction: 0,
    learningRateFactor: 1,
  }),
};
