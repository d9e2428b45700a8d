import type { Parameter, ValuesOf } from '../recipe/parameter.ts';
import { constant } from '../schedule/defaults.ts';
import { hideCount } from './cost.ts';
import { definePolicy, type ExplainInput, type Explanation } from './policy.ts';
import { required } from './required.ts';
import { complement, rankOf, smallest } from './select.ts';
import { hide, scoreEpochs, scoreModels } from './settings.ts';
import { figure, models, whole } from './words.ts';

const source = 'https://arxiv.org/abs/1904.03626';

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
    source,
  },
  paceBy: {
    type: 'choice',
    choices: ['loss', 'el2n'],
    default: 'loss',
    label: 'hard by',
    help: 'What makes a sample hard: its lagging loss, which changes as it is learned, or the EL2N that scoring models give it once, before the first epoch.',
    source,
  },
  scoreModels,
  scoreEpochs,
} as const satisfies Record<string, Parameter>;

type Settings = ValuesOf<typeof settings>;

/** Easy samples first, a plain self-paced baseline; docs/policies/pacing.md is its card. */
export const pacing = definePolicy({
  name: 'pacing',
  title: 'Easy first',
  summary:
    'Hides the hardest samples, by lagging loss or by a score, fewer and fewer of them, until everybody trains.',
  decides: 'the highest lagging losses or scores',
  settings,
  hideFraction: ({ hide, paceUntil }, epochs) =>
    paceUntil === 0
      ? constant(0)
      : [
          { at: 0, value: hide, easing: 'linear' },
          { at: paceUntil * epochs, value: 0, easing: 'hold' },
        ],
  prelude: ({ paceBy, scoreModels, scoreEpochs }) =>
    paceBy === 'loss'
      ? null
      : { models: scoreModels, epochs: scoreEpochs, holdOut: 0, score: 'el2n' },
  refreshes: ({ paceBy }) => paceBy === 'loss',
  plan({ epoch, ledger, hideFraction, settings: { paceBy }, prelude }) {
    const hardness =
      paceBy === 'loss' ? ledger.loss : required(prelude, 'the scores of its prelude').scores;
    const count = hardest(paceBy, epoch, hideFraction, ledger.size);
    const train = smallest(hardness, ledger.size - count);
    const hidden = complement(ledger.size, train);
    return {
      train,
      hidden,
      movedBack: new Uint32Array(0),
      // A score stays what it is; a loss must be seen to fall.
      refresh: paceBy === 'loss' ? hidden : new Uint32Array(0),
      scheduledHideFraction: hideFraction,
      learningRateFactor: 1,
    };
  },
  outlook({ epoch, samples, hideFraction, settings: { paceBy } }) {
    const hidden = hardest(paceBy, epoch, hideFraction, samples);
    return {
      hidden,
      certainty: 'exact' as const,
      trained: samples - hidden,
      forwarded: paceBy === 'loss' ? hidden : 0,
      learningRateFactor: 1,
    };
  },
  explain,
});

/** How many are hidden: by loss nobody in epoch 0, before which no loss is known. */
const hardest = (paceBy: string, epoch: number, hideFraction: number, samples: number): number =>
  paceBy === 'loss' && epoch === 0 ? 0 : hideCount(hideFraction, samples);

function explain({
  sample,
  state,
  samples,
  epoch,
  hidden,
  settings,
  before,
}: ExplainInput<Settings>): Explanation {
  const unplaced = (sentence: string): Explanation => ({ figures: null, place: null, sentence });
  if (settings.paceBy === 'el2n' && hidden > 0) {
    const highest = `the ${whole(hidden)} of ${whole(samples)} samples with the highest EL2N, as ${models(settings)} found before the first epoch`;
    return unplaced(
      state === 'hidden' ? `Hidden: among ${highest}.` : `Trained: not among ${highest}.`,
    );
  }
  if (before === null && settings.paceBy === 'loss') {
    return unplaced('Trained: nothing was forwarded before epoch 0, so nothing counts as hard.');
  }
  if (hidden === 0 || before === null)
    return unplaced(`Trained: the schedule hides nothing at epoch ${epoch}.`);
  const rank = rankOf(before.loss, sample);
  const found = `loss ${figure(before.loss[sample])}, rank ${whole(rank)} of ${whole(samples)}`;
  const place = {
    ...{ first: 'highest loss', samples, candidates: hidden },
    rank: samples - rank + 1,
  };
  const said = (sentence: string): Explanation => ({ figures: null, place, sentence });
  return said(
    state === 'hidden'
      ? `Hidden: ${found}, among the ${whole(hidden)} highest, which wait until the easier ones are learned.`
      : `Trained: ${found}; only the ${whole(hidden)} highest are hidden.`,
  );
}
