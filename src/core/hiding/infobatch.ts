import type { Parameter } from '../recipe/parameter.ts';
import { constant } from '../schedule/defaults.ts';
import { choose } from '../random/stream.ts';
import { hideCount } from './cost.ts';
import { definePolicy, type ExplainInput, type Explanation } from './policy.ts';
import { complement, rankOf } from './select.ts';
import { figure, figuresApart, whole } from './words.ts';

const source = 'https://arxiv.org/abs/2303.04947';

const settings = {
  prune: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.5,
    label: 'prune probability',
    unit: 'fraction of the well learned',
    help: 'How likely a sample whose loss is below the mean is hidden.',
    source,
  },
  annealFrom: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.875,
    label: 'anneal from',
    unit: 'fraction of the epochs',
    help: 'From here on nobody is hidden, so that training ends on the whole data set.',
    source,
  },
} as const satisfies Record<string, Parameter>;

/** InfoBatch (Qin et al., ICLR 2024, arXiv 2303.04947); docs/policies/infobatch.md is its card. */
export const infobatch = definePolicy({
  name: 'infobatch',
  title: 'InfoBatch',
  summary:
    'Hides a random half of the samples whose lagging loss is below the mean, and lets the others of them count double, so that the gradient stays what it was on average.',
  decides: 'a loss below the mean, and then lots',
  settings,
  hideFraction({ prune, annealFrom }, epochs) {
    // The small term keeps 0.55 of 100 from being 56.
    const annealed = Math.ceil(annealFrom * epochs - 1e-9);
    if (annealed <= 0) return constant(0);
    return [
      { at: 0, value: prune, easing: 'hold' },
      { at: annealed, value: 0, easing: 'hold' },
    ];
  },
  plan({ ledger, hideFraction, random }) {
    const { below } = wellLearned(ledger.loss);
    const hidden = choose(below.length, hideCount(hideFraction, below.length), random('hide'));
    for (let i = 0; i < hidden.length; i++) hidden[i] = below[hidden[i]];
    const weights = new Float32Array(ledger.size).fill(1);
    const weight = below.length / (below.length - hidden.length);
    for (const sample of below) weights[sample] = weight;
    for (const sample of hidden) weights[sample] = 0;
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack: new Uint32Array(0),
      refresh: new Uint32Array(0),
      scheduledHideFraction: hideFraction,
      learningRateFactor: 1,
      weights,
    };
  },
  outlook({ epoch, samples, hideFraction, expectedHidden }) {
    const most = hideCount(hideFraction, samples);
    // Before epoch 0 all losses are equal, and none is below their mean.
    const hidden = epoch === 0 ? 0 : Math.min(expectedHidden ?? most, most);
    return {
      hidden,
      certainty: epoch === 0 || most === 0 ? 'exact' : 'at most',
      trained: samples - hidden,
      forwarded: 0,
      learningRateFactor: 1,
    };
  },
  explain,
});

/** The mean loss, and who is strictly below it, ascending. */
function wellLearned(loss: Float32Array): { mean: number; below: Uint32Array } {
  let sum = 0;
  for (let i = 0; i < loss.length; i++) sum += loss[i];
  const mean = sum / loss.length;
  const below = new Uint32Array(loss.length);
  let found = 0;
  for (let i = 0; i < loss.length; i++) if (loss[i] < mean) below[found++] = i;
  return { mean, below: below.slice(0, found) };
}

function explain({
  sample,
  state,
  samples,
  epoch,
  scheduledHideFraction,
  hidden,
  before,
}: ExplainInput): Explanation {
  const unplaced = (sentence: string): Explanation => ({ figures: null, place: null, sentence });
  if (scheduledHideFraction === 0) {
    return unplaced(`Trained: the schedule hides nothing at epoch ${epoch}.`);
  }
  if (before === null) {
    return unplaced('Trained: nothing was forwarded before epoch 0, so no loss is below the mean.');
  }
  const { mean, below } = wellLearned(before.loss);
  const rank = rankOf(before.loss, sample);
  const place = { first: 'lowest loss', rank, samples, candidates: below.length };
  const said = (sentence: string): Explanation => ({ figures: null, place, sentence });
  const [loss, limit] = figuresApart(before.loss[sample], mean);
  if (before.loss[sample] >= mean) {
    return said(`Trained: loss ${loss} is not below the mean, ${limit}.`);
  }
  const drawn = `the ${whole(hidden)} drawn at random of the ${whole(below.length)} below the mean`;
  const weight = figure(below.length / (below.length - hidden));
  return said(
    state === 'hidden'
      ? `Hidden: loss ${loss} is below the mean, ${limit}, and it is among ${drawn}.`
      : `Trained: loss ${loss} is below the mean, ${limit}, but it is not among ${drawn}; its loss counts ${weight} times.`,
  );
}
