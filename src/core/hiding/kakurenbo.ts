import type { Parameter } from '../recipe/parameter.ts';
import { constant, steppedDown } from '../schedule/defaults.ts';
import { hideCount, learningRateFactor } from './cost.ts';
import { definePolicy, type ExplainInput, type Explanation } from './policy.ts';
import { complement, partition, rankOf, smallest } from './select.ts';
import { hide, warmup } from './settings.ts';
import { apart, figure, whole } from './words.ts';

const source = 'https://arxiv.org/abs/2310.10102';

const settings = {
  hide,
  tau: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.7,
    label: 'confidence threshold',
    help: 'A sample is hidden only if it is right with at least this confidence.',
    source,
  },
  warmup,
  moveBack: {
    type: 'boolean',
    default: true,
    label: 'move back',
    help: 'Keep a sample with a low loss in training if it is not right with confidence tau; without it every candidate is hidden.',
    source,
  },
  reduceFraction: {
    type: 'boolean',
    default: true,
    label: 'reduce the fraction',
    help: 'Let the hide fraction step down over the epochs; without it, it stays.',
    source,
  },
  adjustLr: {
    type: 'boolean',
    default: true,
    label: 'adjust the learning rate',
    help: 'Multiply the learning rate by 1 / (1 - hide fraction), as if the saved steps were taken.',
    source,
  },
  lrUses: {
    type: 'choice',
    choices: ['scheduled', 'realised'],
    default: 'scheduled',
    label: 'learning rate by',
    help: 'The hide fraction in that factor: what the schedule allows, as the released code has it, or what is really hidden.',
    source,
  },
  confidenceAxis: {
    type: 'choice',
    choices: ['class', 'batch'],
    default: 'class',
    label: 'confidence axis',
    help: 'The softmax that confidence is taken from runs over the classes, or, as in the released code, over the batch.',
    source,
  },
  refreshMode: {
    type: 'choice',
    choices: ['eval', 'train'],
    default: 'eval',
    label: 'refresh mode',
    help: 'Hidden samples are forwarded in evaluation mode, or, as in the released code, in training mode, which moves the running statistics.',
    source,
  },
  refreshAugment: {
    type: 'boolean',
    default: false,
    label: 'augment the refresh',
    help: 'Hidden samples are forwarded as they are, or augmented as in training, as the released code does.',
    source,
  },
} as const satisfies Record<string, Parameter>;

/** KAKURENBO (Nguyen et al., NeurIPS 2023, arXiv 2310.10102); docs/policies/kakurenbo.md is its card. */
export const kakurenbo = definePolicy({
  name: 'kakurenbo',
  title: 'KAKURENBO',
  summary:
    'Hides the samples with the lowest lagging loss, moves back those that are not right with confidence tau, and forwards the hidden ones at the end of the epoch.',
  decides: 'the lowest lagging losses, and whether they are right with confidence tau',
  settings,
  hideFraction: ({ hide, reduceFraction }, epochs) =>
    reduceFraction ? steppedDown(hide, epochs) : constant(hide),
  refreshes: () => true,
  plan({ epoch, ledger, hideFraction, settings: { tau, warmup, moveBack, adjustLr, lrUses } }) {
    // The ledger holds float32: with tau as float32 a confidence that is printed as tau passes.
    const threshold = Math.fround(tau);
    const candidates = smallest(ledger.loss, hideCount(hideFraction, ledger.size));
    const [hidden, movedBack] = partition(
      candidates,
      (sample) =>
        !moveBack || (ledger.correct[sample] === 1 && ledger.confidence[sample] >= threshold),
    );
    const fraction = lrUses === 'scheduled' ? hideFraction : hidden.length / ledger.size;
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack,
      refresh: hidden,
      scheduledHideFraction: hideFraction,
      learningRateFactor:
        adjustLr && ledger.size > 0 ? learningRateFactor(fraction, epoch, warmup) : 1,
    };
  },
  outlook({ epoch, samples, hideFraction, settings, expectedHidden }) {
    const most = hideCount(hideFraction, samples);
    // Before epoch 0 nothing was forwarded, so nobody is right.
    const learned = epoch === 0 ? 0 : Math.min(expectedHidden ?? most, most);
    const hidden = settings.moveBack ? learned : most;
    const fraction = settings.lrUses === 'scheduled' ? hideFraction : hidden / samples;
    return {
      hidden,
      certainty: !settings.moveBack || epoch === 0 || most === 0 ? 'exact' : 'at most',
      trained: samples - hidden,
      forwarded: hidden,
      learningRateFactor: settings.adjustLr
        ? learningRateFactor(fraction, epoch, settings.warmup)
        : 1,
    };
  },
  explain,
});

function explain({
  sample,
  samples,
  epoch,
  scheduledHideFraction,
  settings,
  before,
}: ExplainInput<{ tau: number; moveBack: boolean }>): Explanation {
  const tau = Math.fround(settings.tau);
  const candidates = hideCount(scheduledHideFraction, samples);
  // Before the first forward pass every loss is 1 and no sample is right: see newLedger.
  const loss = before?.loss[sample] ?? 1;
  const rank = before === null ? sample + 1 : rankOf(before.loss, sample);
  const correct = before?.correct ?? false;
  const confidence = before?.confidence ?? 0;
  const candidate = rank <= candidates;
  const figures = { loss, rank, samples, candidates, candidate, correct, confidence, tau };
  const place = before === null ? null : { first: 'lowest loss', rank, samples, candidates };
  const said = (sentence: string): Explanation => ({ figures, place, sentence });

  if (candidates === 0) return said(`Trained: the schedule hides nothing at epoch ${epoch}.`);
  const byNumber = 'as nothing was forwarded before epoch 0';
  if (!candidate) {
    return said(
      before === null && settings.moveBack
        ? 'Trained: nothing was forwarded before epoch 0, so nothing counts as learned.'
        : `Trained: loss ${figure(loss)}, rank ${whole(rank)} of ${whole(samples)}; only the ${whole(candidates)} lowest are candidates.`,
    );
  }
  const found = `loss ${figure(loss)}, rank ${whole(rank)} of ${whole(candidates)} candidates`;
  if (!settings.moveBack) return said(`Hidden: ${found}; nobody is moved back in this run.`);
  if (before === null) {
    return said(
      `Moved back: candidate ${whole(rank)} of ${whole(candidates)} by number alone, ${byNumber}.`,
    );
  }
  const [sureness, limit] = apart(confidence, tau);
  if (!correct) return said(`Moved back: ${found}, but wrong with confidence ${sureness}.`);
  return said(
    confidence >= tau
      ? `Hidden: ${found}, right with confidence ${sureness} ≥ ${limit}.`
      : `Moved back: ${found}, right, but with confidence ${sureness} < ${limit}.`,
  );
}
