import { wasForwarded, type Ledger } from '../ledger/ledger.ts';
import type { RandomStream } from '../random/stream.ts';
import type { Parameter, ValuesOf } from '../recipe/parameter.ts';
import { keepCount } from './cost.ts';
import {
  definePolicy,
  type ExplainInput,
  type Explanation,
  type Outlook,
  type OutlookInput,
  type SelectInput,
} from './policy.ts';
import { complement } from './select.ts';
import { figure } from './words.ts';

const paper = 'https://arxiv.org/abs/1910.00762';
const composer = 'https://github.com/mosaicml/composer';

const settings = {
  sbMode: {
    type: 'choice',
    choices: ['batch', 'composer', 'epoch'],
    default: 'batch',
    label: 'selective-backprop mode',
    help: 'Choose from every batch by fresh losses; or from some batches and an exact count, as Composer does; or once an epoch by lagging losses, as KAKURENBO is compared with it.',
    source: paper,
  },
  sbBeta: {
    type: 'number',
    min: 0,
    max: 100,
    default: 1,
    label: 'selectivity',
    help: 'The power of the loss’s quantile with which a sample is kept, by batch or epoch: 1 / (1 + it) are kept.',
    source: paper,
  },
  sbKeep: {
    type: 'number',
    min: 0.01,
    max: 1,
    default: 0.5,
    label: 'kept of a batch',
    unit: 'fraction of the batch',
    help: 'How much of a batch Composer’s rule learns from.',
    source: composer,
  },
  sbFrom: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.5,
    label: 'select from',
    unit: 'fraction of the training',
    help: 'Where Composer’s rule begins.',
    source: composer,
  },
  sbUntil: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.9,
    label: 'select until',
    unit: 'fraction of the training',
    help: 'Where Composer’s rule ends.',
    source: composer,
  },
  sbInterrupt: {
    type: 'integer',
    min: 0,
    max: 100_000,
    default: 2,
    label: 'whole batches',
    unit: 'batches',
    help: 'Of so many batches Composer’s rule leaves the last one whole; 0 leaves none, and 1 all.',
    source: composer,
  },
} as const satisfies Record<string, Parameter>;

type Settings = ValuesOf<typeof settings>;

/** Selective-Backprop (Jiang et al., 2019, arXiv 1910.00762); docs/policies/selective-backprop.md is its card. */
export const selectiveBackprop = definePolicy({
  name: 'selective-backprop',
  title: 'Selective-Backprop',
  summary:
    'Learns from a sample the likelier, the higher its loss is among all; by default batch for batch, by a forward pass of its own.',
  decides: 'lots, with the better chances to stay the higher its loss is among others',
  settings,
  refreshes: ({ sbMode }) => sbMode === 'epoch',
  plan({ epoch, ledger, settings: { sbMode, sbBeta }, random }) {
    const hidden =
      sbMode === 'epoch' && epoch > 0
        ? dropped(ledger.loss, sbBeta, random('hide'))
        : new Uint32Array(0);
    return {
      train: complement(ledger.size, hidden),
      hidden,
      movedBack: new Uint32Array(0),
      refresh: hidden,
      scheduledHideFraction: 0,
      learningRateFactor: 1,
    };
  },
  batchRule: {
    inUse: ({ sbMode }) => sbMode !== 'epoch',
    applies({ progress, step, settings: { sbMode, sbFrom, sbUntil, sbInterrupt } }) {
      if (sbMode !== 'composer') return sbMode === 'batch';
      const whole = sbInterrupt > 0 && (step + 1) % sbInterrupt === 0;
      return progress >= sbFrom && progress < sbUntil && !whole;
    },
    choose: (input) => (input.settings.sbMode === 'composer' ? drawn(input) : kept(input)),
  },
  outlook,
  explain,
});

/** The batch's samples, each kept by a lot of its own with probability q ^ beta; the highest loss, if no other is. */
function kept({ loss, ledger, settings: { sbBeta }, random }: SelectInput<Settings>): Uint32Array {
  const quantiles = quantilesOf(loss, ledger);
  const places = Uint32Array.from(loss.keys()).filter(
    (place) => random.float() < quantiles[place] ** sbBeta,
  );
  if (places.length > 0) return places;
  let highest = 0;
  for (let i = 1; i < loss.length; i++) if (loss[i] > loss[highest]) highest = i;
  return Uint32Array.of(highest);
}

/**
 * For each loss the share of the ledger's that are not above it, among samples that were forwarded;
 * 1 where none was. O(N log B): each of the ledger's losses is placed among the batch's sorted ones.
 */
function quantilesOf(loss: Float32Array, ledger: Ledger): Float64Array {
  const sorted = loss.toSorted();
  // By place among the sorted: how many of the ledger's losses are above the one before, and not above this one.
  const counts = new Float64Array(sorted.length + 1);
  let forwarded = 0;
  for (let i = 0; i < ledger.size; i++) {
    if (!wasForwarded(ledger, i)) continue;
    forwarded++;
    counts[firstNotBelow(sorted, ledger.loss[i])]++;
  }
  if (forwarded === 0) return new Float64Array(loss.length).fill(1);
  for (let i = 1; i < counts.length; i++) counts[i] += counts[i - 1];
  return Float64Array.from(loss, (value) => counts[firstNotBelow(sorted, value)] / forwarded);
}

/** The first place among ascending numbers whose number is at least `value`; their count, where there is none. */
function firstNotBelow(ascending: Float32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Composer's choice: floor(keep * B) of the batch, drawn one after the other without replacement,
 * each with probability in proportion to percentile ^ (1 / keep - 1) among those that are left.
 */
function drawn({ loss, settings: { sbKeep }, random }: SelectInput<Settings>): Uint32Array {
  const size = loss.length;
  const count = keepCount(sbKeep, size);
  const byLoss = Array.from(loss.keys()).sort((a, b) => loss[a] - loss[b] || a - b);
  // Whoever has the smallest E / p is drawn first, with E exponential (Efraimidis & Spirakis); as
  // logarithms, since the power of a small percentile may be too small for a number.
  const keys = Float64Array.from(byLoss, (_, rank) => {
    const percentile = (rank + 0.5) / size;
    const exponential = -Math.log(1 - random.float());
    return Math.log(exponential) - (1 / sbKeep - 1) * Math.log(percentile);
  });
  const ranks = Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b] || a - b);
  return Uint32Array.from(ranks.slice(0, count), (rank) => byLoss[rank]).sort();
}

const BINS = 1000;

/**
 * By sample, which of 1,000 bins of equal width from the lowest to the highest loss it is in; and by
 * bin, the share of samples up to it, and how likely they are kept: that share to the power of beta.
 */
function binned(loss: Float32Array, beta: number) {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < loss.length; i++) {
    if (loss[i] < lowest) lowest = loss[i];
    if (loss[i] > highest) highest = loss[i];
  }
  const range = highest - lowest;
  const bins = new Uint16Array(loss.length);
  const shares = new Float64Array(BINS);
  for (let i = 0; i < loss.length; i++) {
    // Where all are equal, they are the highest.
    bins[i] = range === 0 ? BINS - 1 : Math.min(BINS - 1, ((loss[i] - lowest) / range) * BINS);
    shares[bins[i]]++;
  }
  for (let bin = 1; bin < BINS; bin++) shares[bin] += shares[bin - 1];
  for (let bin = 0; bin < BINS; bin++) shares[bin] /= loss.length;
  return { bins, shares, chances: shares.map((share) => share ** beta) };
}

/** Those that are not kept, each by a lot of its own. The highest loss has a chance of 1. */
function dropped(loss: Float32Array, beta: number, random: RandomStream): Uint32Array {
  const { bins, chances } = binned(loss, beta);
  const limits = chances.map((chance) => chance * 2 ** 32);
  const found = new Uint32Array(loss.length);
  let count = 0;
  for (let i = 0; i < loss.length; i++) {
    if (random.uint32() >= limits[bins[i]]) found[count++] = i;
  }
  return found.slice(0, count);
}

/** What is to be expected where no two losses are equal: lots decide. */
function outlook({
  epoch,
  epochs,
  samples,
  settings: { sbMode, sbBeta, sbKeep, sbFrom, sbUntil, sbInterrupt },
  expectedHidden,
}: OutlookInput<Settings>): Outlook {
  const learningRateFactor = 1;
  if (sbMode === 'composer') {
    const end = Math.min(epoch + 1, sbUntil * epochs);
    const active = Math.max(0, end - Math.max(epoch, sbFrom * epochs));
    const chosenFrom = Math.round(samples * active * (sbInterrupt === 0 ? 1 : 1 - 1 / sbInterrupt));
    const hidden = chosenFrom === 0 ? 0 : (expectedHidden ?? Math.round(chosenFrom * (1 - sbKeep)));
    return {
      hidden,
      certainty: chosenFrom === 0 ? 'exact' : 'expected',
      trained: samples - hidden,
      forwarded: chosenFrom,
      learningRateFactor,
    };
  }
  const expected = Math.round((samples * sbBeta) / (1 + sbBeta));
  const hidden = sbMode === 'epoch' && epoch === 0 ? 0 : (expectedHidden ?? expected);
  return {
    hidden,
    certainty: sbMode === 'epoch' && epoch === 0 ? 'exact' : 'expected',
    trained: samples - hidden,
    // By batch everybody is forwarded for the choice; by epoch those that were dropped, at its end.
    forwarded: sbMode === 'batch' ? samples : hidden,
    learningRateFactor,
  };
}

function explain({
  sample,
  state,
  epoch,
  settings: { sbMode, sbBeta, sbKeep },
  before,
}: ExplainInput<Settings>): Explanation {
  const said = (sentence: string): Explanation => ({ figures: null, place: null, sentence });
  if (sbMode === 'composer') {
    const rule = `${figure(100 * sbKeep)} % are drawn of a batch that is chosen from, the likelier the higher their loss in it`;
    return said(
      state === 'hidden'
        ? `Hidden: not drawn from its batch; ${rule}.`
        : `Trained: drawn from its batch, or in a batch that was left whole; ${rule}.`,
    );
  }
  if (sbMode === 'batch') {
    const rule = `its chance was q ^ ${figure(sbBeta)}, with q the share of losses not above the one that it had in its batch`;
    return said(
      state === 'hidden' ? `Hidden: left out of its batch; ${rule}.` : `Trained: kept; ${rule}.`,
    );
  }
  if (epoch === 0 || before === null) {
    return said('Trained: nothing was forwarded before epoch 0, so everybody is kept.');
  }
  const { bins, shares, chances } = binned(before.loss, sbBeta);
  const bin = bins[sample];
  const chance = `loss ${figure(before.loss[sample])}, with ${figure(100 * shares[bin])} % of all losses up to its bin, is kept with probability ${figure(chances[bin])}`;
  return said(
    state === 'hidden' ? `Hidden: ${chance}, and was not.` : `Trained: ${chance}, and was.`,
  );
}
