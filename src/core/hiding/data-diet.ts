import type { Parameter } from '../recipe/parameter.ts';
import { constant } from '../schedule/defaults.ts';
import { hideCount } from './cost.ts';
import { definePolicy, type ExplainInput, type OutlookInput, type PlanInput } from './policy.ts';
import { required } from './required.ts';
import { complement, smallest } from './select.ts';
import { hide, scoreEpochs, scoreModels } from './settings.ts';
import { models, whole } from './words.ts';

const source = 'https://arxiv.org/abs/2107.07075';

const scoring = { hide, scoreModels, scoreEpochs } as const satisfies Record<string, Parameter>;

/** Static pruning: the lowest scores of a prelude stay hidden in every epoch. */
const pruningBy = (score: string) => ({
  decides: `the lowest ${score} of models that were trained before the first epoch`,
  hideFraction: ({ hide }: { hide: number }) => constant(hide),
  plan({ ledger, hideFraction, prelude }: PlanInput) {
    const { scores } = required(prelude, 'the scores of its prelude');
    const hidden = smallest(scores, hideCount(hideFraction, ledger.size));
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack: new Uint32Array(0),
      refresh: new Uint32Array(0),
      scheduledHideFraction: hideFraction,
      learningRateFactor: 1,
    };
  },
  outlook({ samples, hideFraction }: OutlookInput) {
    const hidden = hideCount(hideFraction, samples);
    return {
      hidden,
      certainty: 'exact' as const,
      trained: samples - hidden,
      forwarded: 0,
      learningRateFactor: 1,
    };
  },
  explain({
    state,
    epoch,
    hidden,
    samples,
    settings,
  }: ExplainInput<{ scoreModels: number; scoreEpochs: number }>) {
    const said = (sentence: string) => ({ figures: null, place: null, sentence });
    if (hidden === 0) return said(`Trained: the schedule hides nothing at epoch ${epoch}.`);
    const lowest = `the ${whole(hidden)} of ${whole(samples)} samples with the lowest ${score}`;
    const scored = `as ${models(settings)} found before the first epoch`;
    return said(
      state === 'hidden'
        ? `Hidden: among ${lowest}, ${scored}.`
        : `Trained: not among ${lowest}, ${scored}.`,
    );
  },
});

/** EL2N (Paul et al., NeurIPS 2021, arXiv 2107.07075); docs/policies/el2n.md is its card. */
export const el2n = definePolicy({
  name: 'el2n',
  title: 'EL2N',
  summary:
    'Hides, in every epoch, the samples whose softmax was nearest to their label in models that were trained for a few epochs before.',
  settings: scoring,
  prelude: ({ scoreModels, scoreEpochs }) => ({
    models: scoreModels,
    epochs: scoreEpochs,
    holdOut: 0,
    score: 'el2n',
  }),
  ...pruningBy('EL2N'),
});

/** GraNd (Paul et al., NeurIPS 2021, arXiv 2107.07075); docs/policies/grand.md is its card. */
export const grand = definePolicy({
  name: 'grand',
  title: 'GraNd',
  summary:
    'Hides, in every epoch, the samples with the shortest gradients in models that were trained for a few epochs before.',
  settings: {
    ...scoring,
    grandLayers: {
      type: 'choice',
      choices: ['last', 'all'],
      default: 'last',
      label: 'gradient of',
      help: 'The weights whose gradient is measured: those of the last layer, or all, which takes a backward pass for each sample.',
      source,
    },
  },
  prelude: ({ scoreModels, scoreEpochs, grandLayers }) => ({
    models: scoreModels,
    epochs: scoreEpochs,
    holdOut: 0,
    score: grandLayers === 'last' ? 'grand' : 'grand-full',
  }),
  ...pruningBy('GraNd'),
});
