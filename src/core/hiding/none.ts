import { definePolicy } from './policy.ts';
import { allSamples } from './select.ts';

const nobody = new Uint32Array(0);

/** The baseline; docs/policies/none.md is its card. */
export const none = definePolicy({
  name: 'none',
  title: 'No hiding',
  summary: 'Every sample trains in every epoch: the baseline.',
  decides: 'nothing, as nobody is hidden',
  settings: {},
  plan: ({ ledger }) => ({
    train: allSamples(ledger.size),
    hidden: nobody,
    movedBack: nobody,
    refresh: nobody,
    scheduledHideFraction: 0,
    learningRateFactor: 1,
  }),
  outlook: ({ samples }) => ({
    hidden: 0,
    certainty: 'exact' as const,
    trained: samples,
    forwarded: 0,
    learningRateFactor: 1,
  }),
  explain: () => ({
    figures: null,
    place: null,
    sentence: 'Trained: this run hides nothing, so every sample trains in every epoch.',
  }),
});
