import type { Parameter } from '../recipe/parameter.ts';
import { constant } from '../schedule/defaults.ts';
import { hideCount } from './cost.ts';
import { definePolicy, type ExplainInput, type Explanation } from './policy.ts';
import { complement, rankOf, smallest } from './select.ts';
import { hide } from './settings.ts';
import { figure, whole } from './words.ts';

const settings = {
  hide,
  paceUntil: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.5,
    label: 'pace until',
    unit: 'fraction of the epochs',
    help: 'The hide fraction falls in a straight line, to 0 at this point.',
    source: 'https://arxiv.org/abs/1904.03626',
  },
} as const satisfies Record<string, Parameter>;

/** Easy samples first, a plain self-paced baseline; docs/policies/pacing.md is its card. */
export const pacing = definePolicy({
  name: 'pacing',
  title: 'Easy first',
  summary:
    'Hides the samples with the highest lagging loss, fewer and fewer of them, until everybody trains.',
  settings,
  hideFraction: ({ hide, paceUntil }, epochs) =>
    paceUntil === 0
      ? constant(0)
      : [
          { at: 0, value: hide, easing: 'linear' },
          { at: paceUntil * epochs, value: 0, easing: 'hold' },
        ],
  plan({ epoch, ledger, hideFraction }) {
    const train = smallest(ledger.loss, ledger.size - hardest(epoch, hideFraction, ledger.size));
    const hidden = complement(ledger.size, train);
    return {
      train,
      hidden,
      movedBack: new Uint32Array(0),
      refresh: hidden,
      scheduledHideFraction: hideFraction,
      learningRateFactor: 1,
    };
  },
  outlook({ epoch, samples, hideFraction }) {
    const hidden = hardest(epoch, hideFraction, samples);
    return {
      hidden,
      certainty: 'exact' as const,
      trained: samples - hidden,
      forwarded: hidden,
      learningRateFactor: 1,
    };
  },
  explain,
});

/** How many are hidden: nobody in epoch 0, before which nothing is known of a sample. */
const hardest = (epoch: number, hideFraction: number, samples: number): number =>
  epoch === 0 ? 0 : hideCount(hideFraction, samples);

function explain({ sample, state, samples, epoch, hidden, before }: ExplainInput): Explanation {
  const said = (sentence: string): Explanation => ({ figures: null, sentence });
  if (before === null) {
    return said('Trained: nothing was forwarded before epoch 0, so nothing counts as hard.');
  }
  if (hidden === 0) return said(`Trained: the schedule hides nothing at epoch ${epoch}.`);
  const rank = `loss ${figure(before.loss[sample])}, rank ${whole(rankOf(before.loss, sample))} of ${whole(samples)}`;
  return said(
    state === 'hidden'
      ? `Hidden: ${rank}, among the ${whole(hidden)} highest, which wait until the easier ones are learned.`
      : `Trained: ${rank}; only the ${whole(hidden)} highest are hidden.`,
  );
}
