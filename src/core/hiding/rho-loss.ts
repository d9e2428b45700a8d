import type { Parameter } from '../recipe/parameter.ts';
import { heldOutCount, keepCount } from './cost.ts';
import { definePolicy, type ExplainInput, type Explanation } from './policy.ts';
import { required } from './required.ts';
import { complement } from './select.ts';
import { scoreEpochs, scoreModels } from './settings.ts';
import { figure, models, perCent, whole } from './words.ts';

const source = 'https://arxiv.org/abs/2206.07137';
const prelude = 'the losses of its prelude';

const settings = {
  keepOfBatch: {
    type: 'number',
    min: 0.001,
    max: 1,
    default: 0.1,
    label: 'kept of a batch',
    unit: 'fraction of a batch',
    help: 'The samples of each batch that are learned from, rounded down, but at least one; the batch size counts those that are forwarded.',
    source,
  },
  holdOut: {
    type: 'number',
    min: 0.01,
    max: 0.9,
    default: 0.5,
    label: 'held out',
    unit: 'fraction of samples',
    help: 'The samples that only the scoring models learn from; they stay hidden in every epoch of the run.',
    source,
  },
  scoreModels,
  scoreEpochs,
} as const satisfies Record<string, Parameter>;

/** RHO-LOSS (Mindermann et al., ICML 2022, arXiv 2206.07137); docs/policies/rho-loss.md is its card. */
export const rhoLoss = definePolicy({
  name: 'rho-loss',
  title: 'RHO-LOSS',
  summary:
    'Learns, from each batch, the samples whose loss is furthest above that of a model trained on samples held out: learnable, and not learned yet.',
  decides: 'its loss above that of models trained on samples held out, among its batch',
  settings,
  prelude: ({ scoreModels, scoreEpochs, holdOut }) => ({
    models: scoreModels,
    epochs: scoreEpochs,
    holdOut,
    score: 'loss',
  }),
  plan({ ledger, prelude: found }) {
    const hidden = required(found, prelude).heldOut.slice();
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack: new Uint32Array(0),
      refresh: new Uint32Array(0),
      scheduledHideFraction: 0,
      learningRateFactor: 1,
    };
  },
  batchRule: {
    applies: () => true,
    choose({ samples, loss, settings: { keepOfBatch }, prelude: found }) {
      const { scores } = required(found, prelude);
      const reducible = Float64Array.from(loss, (value, place) => value - scores[samples[place]]);
      return Uint32Array.from(samples.keys())
        .sort((a, b) => reducible[b] - reducible[a] || samples[a] - samples[b])
        .slice(0, keepCount(keepOfBatch, samples.length))
        .sort();
    },
  },
  outlook({ samples, settings: { keepOfBatch, holdOut }, expectedHidden }) {
    const forwarded = samples - heldOutCount(holdOut, samples);
    // Batches are rounded down one by one: this is what is hidden where nothing is rounded.
    const hidden = expectedHidden ?? samples - keepCount(keepOfBatch, forwarded);
    return {
      hidden,
      certainty: 'expected',
      trained: samples - hidden,
      forwarded,
      learningRateFactor: 1,
    };
  },
  explain,
});

function explain({
  sample,
  state,
  samples,
  settings,
  before,
}: ExplainInput<{
  keepOfBatch: number;
  holdOut: number;
  scoreModels: number;
  scoreEpochs: number;
}>): Explanation {
  const said = (sentence: string) => ({ figures: null, place: null, sentence });
  const heldOut = `among the ${whole(heldOutCount(settings.holdOut, samples))} of ${whole(samples)} samples held out for ${models(settings)}`;
  const best = `the ${perCent(settings.keepOfBatch)} of its batch whose loss was furthest above that of the models trained on the samples held out`;
  if (before === null) {
    return said(
      state === 'hidden'
        ? `Hidden: ${heldOut}, or not among ${best}; epoch 0 does not tell which.`
        : `Trained: among ${best}.`,
    );
  }
  // Whoever is not held out is forwarded in every epoch, and no softmax has a largest value of 0.
  if (state === 'hidden' && before.confidence === 0) {
    return said(`Hidden: ${heldOut}, and never trained on in this run.`);
  }
  const lagging = `it had been ${figure(before.loss[sample])} in the epoch before`;
  return said(
    state === 'hidden'
      ? `Hidden: not among ${best}; its loss was read anew, and ${lagging}.`
      : `Trained: among ${best}; its loss was read anew, and ${lagging}.`,
  );
}
