import type { Parameter, ValuesOf } from '../recipe/parameter.ts';
import { constant } from '../schedule/defaults.ts';
import { hideCount } from './cost.ts';
import { definePolicy, type ExplainInput, type Explanation, type PlanInput } from './policy.ts';
import { required } from './required.ts';
import { complement, smallest } from './select.ts';
import { hide } from './settings.ts';
import { whole } from './words.ts';

const source = 'https://arxiv.org/abs/1812.05159';

const settings = {
  hide,
  forgetMode: {
    type: 'choice',
    choices: ['online', 'offline', 'original'],
    default: 'online',
    label: 'forgetting mode',
    help: 'Choose anew in every epoch; or once, and go on with the same model; or once, by a model of its own before the first epoch.',
    source,
  },
  staticEpochs: {
    type: 'integer',
    min: 1,
    max: 65_535,
    default: 2,
    label: 'static epochs',
    unit: 'epochs',
    help: 'Epochs on the whole data set in which forgetting is counted before anybody is hidden: 2 in the released online mode, 20 in the others.',
    source: 'https://arxiv.org/abs/2310.10102',
  },
  neverLearned: {
    type: 'choice',
    choices: ['hide', 'keep'],
    default: 'hide',
    label: 'never learned',
    help: 'A sample that was never right is hidden like one that was never forgotten, as KAKURENBO’s code does, or kept as the most forgettable, as the paper does.',
    source,
  },
} as const satisfies Record<string, Parameter>;

type Settings = ValuesOf<typeof settings>;

/** Forgetting events (Toneva et al., ICLR 2019, arXiv 1812.05159); docs/policies/forget.md is its card. */
export const forget = definePolicy({
  name: 'forget',
  title: 'Forgetting events',
  summary:
    'Hides the samples that went least often from right to wrong: anew in every epoch, or once and for all.',
  decides: 'how often it was forgotten in all epochs that were counted',
  settings,
  hideFraction({ hide, forgetMode, staticEpochs }, epochs) {
    if (forgetMode === 'original') return constant(hide);
    if (staticEpochs >= epochs) return constant(0);
    return [
      { at: 0, value: 0, easing: 'hold' },
      { at: staticEpochs, value: hide, easing: 'hold' },
    ];
  },
  prelude: ({ forgetMode, staticEpochs }) =>
    forgetMode === 'original'
      ? { models: 1, epochs: staticEpochs, holdOut: 0, score: 'forgetting' }
      : null,
  refreshes: ({ forgetMode }) => forgetMode === 'online',
  plan(input) {
    const { epoch, ledger, hideFraction, settings } = input;
    const count = hiddenOf(epoch, settings, hideFraction, ledger.size);
    const hidden = count === 0 ? new Uint32Array(0) : leastForgotten(forgettingOf(input), count);
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack: new Uint32Array(0),
      refresh: settings.forgetMode === 'online' ? hidden : new Uint32Array(0),
      scheduledHideFraction: hideFraction,
      learningRateFactor: 1,
    };
  },
  outlook({ epoch, samples, hideFraction, settings }) {
    const hidden = hiddenOf(epoch, settings, hideFraction, samples);
    return {
      hidden,
      certainty: 'exact' as const,
      trained: samples - hidden,
      forwarded: settings.forgetMode === 'online' ? hidden : 0,
      learningRateFactor: 1,
    };
  },
  explain,
});

/** A schedule drawn by hand may ask for hiding before anything was counted; nobody is hidden then. */
const hiddenOf = (
  epoch: number,
  { forgetMode, staticEpochs }: Settings,
  hideFraction: number,
  samples: number,
): number =>
  forgetMode !== 'original' && epoch < staticEpochs ? 0 : hideCount(hideFraction, samples);

/** By sample, the events that decide, with Infinity for the most forgettable. */
function forgettingOf({ ledger, settings, prelude }: PlanInput<Settings>): Float32Array {
  const { forgetMode, neverLearned } = settings;
  const unlearned = neverLearned === 'keep' ? Infinity : 0;
  if (forgetMode === 'original') {
    const { scores } = required(prelude, 'the scores of its prelude');
    return scores.map((events) => (events === Infinity ? unlearned : events));
  }
  const forgetting = new Float32Array(ledger.forgetting);
  for (let i = 0; i < ledger.size; i++) {
    // Who was ever right and is not now was forgotten since: no event and wrong is never learned.
    if (forgetting[i] === 0 && ledger.correct[i] === 0) forgetting[i] = unlearned;
    // The offline list is for good: one that trains may yet be learned, and fall from Infinity to 0.
    if (forgetMode === 'offline' && ledger.timesHidden[i] > 0) forgetting[i] = -1;
  }
  return forgetting;
}

/** 2^32 over the golden ratio, odd. */
const GOLDEN = 0x9e3779b1;

/**
 * The `count` samples with the fewest events, ascending. Most have none, so ties decide much, and
 * by number they would empty whole classes of a data set that is sorted by class. So among equals
 * the order is by the fractional part of sample / golden ratio, which spreads the first few of it
 * evenly over all numbers, and is the same in every epoch.
 */
function leastForgotten(forgetting: Float32Array, count: number): Uint32Array {
  const size = forgetting.length;
  let most = -Infinity;
  for (const sample of smallest(forgetting, count)) {
    if (forgetting[sample] > most) most = forgetting[sample];
  }
  let fewer = 0;
  const tied = new Uint32Array(size);
  let ties = 0;
  for (let i = 0; i < size; i++) {
    if (forgetting[i] < most) fewer++;
    else if (forgetting[i] === most) tied[ties++] = i;
  }
  const places = new Float32Array(ties);
  for (let i = 0; i < ties; i++) places[i] = Math.imul(tied[i], GOLDEN) >>> 0;
  const chosen = smallest(places, count - fewer);

  const hidden = new Uint32Array(count);
  for (let i = 0, next = 0, found = 0; found < count; i++) {
    const isChosen = next < chosen.length && tied[chosen[next]] === i;
    if (isChosen) next++;
    if (isChosen || forgetting[i] < most) hidden[found++] = i;
  }
  return hidden;
}

function explain({
  state,
  samples,
  epoch,
  scheduledHideFraction,
  settings,
}: ExplainInput<Settings>): Explanation {
  const said = (sentence: string): Explanation => ({ figures: null, place: null, sentence });
  const { forgetMode, staticEpochs, neverLearned } = settings;
  const count = hiddenOf(epoch, settings, scheduledHideFraction, samples);
  if (scheduledHideFraction === 0) {
    return said(`Trained: the schedule hides nothing at epoch ${epoch}.`);
  }
  if (count === 0 && epoch < staticEpochs && forgetMode !== 'original') {
    return said(
      `Trained: in the first ${whole(staticEpochs)} epochs forgetting is counted, and nobody is hidden.`,
    );
  }
  const when = {
    online: `in the epochs before epoch ${epoch}`,
    offline: `in the first ${whole(staticEpochs)} epochs`,
    original: `in the ${whole(staticEpochs)} epochs of a model of its own before the first epoch`,
  }[forgetMode];
  const never =
    neverLearned === 'keep'
      ? 'never learned counts as the most forgettable'
      : 'never learned counts as never forgotten';
  const rule = `the ${whole(count)} of ${whole(samples)} samples that were forgotten least often ${when}, where ${never}`;
  return said(state === 'hidden' ? `Hidden: among ${rule}.` : `Trained: not among ${rule}.`);
}
