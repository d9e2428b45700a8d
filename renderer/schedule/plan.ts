/** What a recipe's schedule amounts to before it is run: rates, sums and what will go wrong, in words. */
import { hideCount } from '../../src/core/hiding/cost.ts';
import type { HidingPolicy, Outlook } from '../../src/core/hiding/policy.ts';
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import { fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { DatasetRecord } from '../../src/core/record/dataset.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import {
  trackNames,
  tracks,
  type FullSchedule,
  type Track,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { formatCount, formatFigure, formatNumber } from '../lib/format.ts';

export type Tracks = FullSchedule['tracks'];

const policyOf = (recipe: Recipe): HidingPolicy => hidingPolicies[recipe.policy];

/** Where the number of samples is not known, so many stand for them: fractions come out as they are. */
const MANY = 1e6;

/** What hiding will do in an epoch, at most. */
function outlookAt(recipe: Recipe, tracks: Tracks, epoch: number, samples: number): Outlook {
  return policyOf(recipe).outlook({
    epoch,
    epochs: recipe.epochs,
    samples,
    hideFraction: evaluate(tracks.hideFraction, epoch),
    settings: { ...recipe, tau: evaluate(tracks.tau, epoch) },
    match: recipe.match,
    expectedHidden: null,
  });
}

/** What hiding multiplies the learning rate of an epoch by; not finite where everything is hidden. */
const factorAt = (recipe: Recipe, tracks: Tracks, epoch: number): number =>
  outlookAt(recipe, tracks, epoch, MANY).learningRateFactor;

/** The learning rate that the optimiser is given at a position, as the training loop makes it. */
export const appliedLearningRate = (recipe: Recipe, tracks: Tracks, at: number): number =>
  evaluate(tracks.learningRate, at) * factorAt(recipe, tracks, Math.floor(at));

/** More steps than this are as good as smooth where they are drawn. */
const MOST_STEPS = 2000;

/** The epochs that begin with another factor than the one before. */
export function factorChanges(recipe: Recipe, tracks: Tracks): number[] {
  if (recipe.epochs > MOST_STEPS) return [];
  const factors = Array.from({ length: recipe.epochs }, (_, epoch) =>
    factorAt(recipe, tracks, epoch),
  );
  return [...factors.keys()].filter((epoch) => epoch > 0 && factors[epoch] !== factors[epoch - 1]);
}

/** From keyframe to keyframe where a track keeps its value; the last one goes on to `end`. */
export type Stage = { from: number; to: number; value: number };

/** The stages in which a track holds. Neighbours of one value are one stage. */
export function stages(track: Track, end: number): Stage[] {
  const found: Stage[] = [];
  const hold = (from: number, to: number, value: number) => {
    if (to <= from) return;
    const last = found.at(-1);
    if (last?.to === from && last.value === value) last.to = to;
    else found.push({ from, to, value });
  };
  hold(0, Math.min(track[0].at, end), track[0].value);
  track.forEach(({ at, value, easing }, i) => {
    const next = track.at(i + 1);
    const level = next === undefined || easing === 'hold' || next.value === value;
    if (level) hold(Math.min(at, end), Math.min(next?.at ?? end, end), value);
  });
  return found;
}

/** How many training samples the recipe has, as far as the project knows its data set. */
export function trainingSamples(recipe: Recipe, datasets: readonly DatasetRecord[]): number | null {
  const known = datasets.filter(
    ({ source, name }) => source.folder === recipe.dataset || name === recipe.dataset,
  );
  const same = known.find(
    ({ source }) => source.limit === recipe.limit && source.dataSeed === recipe.dataSeed,
  );
  if (same !== undefined) return same.trainCount;
  const whole = known.find(({ source }) => source.limit === null)?.trainCount;
  if (whole === undefined) return recipe.limit;
  return Math.min(whole, recipe.limit ?? whole);
}

export type Forecast = {
  /** What the numbers count; passes over the data set where its size is not known. */
  unit: 'samples' | 'passes over the data set';
  /** At most, or exactly where the policy hides whom it may. */
  hidden: number;
  forward: number;
  backward: number;
  /** What the baseline forwards, and as much backward. */
  baseline: number;
  /** Compute against the baseline's. */
  cost: number;
  exact: boolean;
};

/**
 * The passes of a run that hides as much as it may, with a backward pass as two forward passes; the
 * baseline's epoch of N samples costs 3N.
 */
export function forecast(recipe: Recipe, tracks: Tracks, samples: number | null): Forecast {
  const size = samples ?? MANY;
  const sums = { hidden: 0, forward: 0, backward: 0 };
  let exact = true;
  for (let epoch = 0; epoch < recipe.epochs; epoch++) {
    const outlook = outlookAt(recipe, tracks, epoch, size);
    sums.hidden += outlook.hidden;
    sums.forward += outlook.trained + outlook.forwarded;
    sums.backward += outlook.trained;
    exact &&= outlook.exact;
  }
  const baseline = size * recipe.epochs;
  const unit = samples === null ? MANY : 1;
  return {
    unit: samples === null ? 'passes over the data set' : 'samples',
    hidden: sums.hidden / unit,
    forward: sums.forward / unit,
    backward: sums.backward / unit,
    baseline: baseline / unit,
    cost: (sums.forward + 2 * sums.backward) / (3 * baseline),
    exact,
  };
}

/** The forecast as sentences. */
export function forecastWords(forecast: Forecast, epochs: number): string[] {
  const { unit, hidden, forward, backward, baseline, exact } = forecast;
  const amount = (n: number) => (unit === 'samples' ? formatCount(n) : formatFigure(n));
  const during = `In ${formatNumber(epochs, 'epoch')} ${amount(forward)} ${unit} forward`;
  if (hidden === 0) {
    return [`${during} and ${amount(backward)} backward, as the baseline: nothing is hidden.`];
  }
  return [
    `${during} and ${exact ? '' : 'at least '}${amount(backward)} backward; the baseline takes ${amount(baseline)} of each.`,
    exact
      ? `${amount(hidden)} backward are saved.`
      : `At most ${amount(hidden)} backward are saved, as samples that are moved back train as well.`,
    'A backward pass counts as two forward passes.',
  ];
}

/** A position or an epoch as it is read: `10`, `2.5`. */
export const formatPosition = (at: number): string => String(Number(at.toFixed(2)));

/** What will go wrong, or not be as it looks, each as a sentence. */
export function warnings(recipe: Recipe, given: Tracks, samples: number | null): string[] {
  const found: string[] = [];
  const { title } = hidingPolicies[recipe.policy];

  if (policyOf(recipe).hideFraction === undefined) {
    found.push(
      `The hiding policy of the draft is "${title}", so the ${tracks.hideFraction.label} is not used.`,
    );
  } else {
    const hiddenWhole: number[] = [];
    for (let epoch = 0; epoch < recipe.epochs; epoch++) {
      const fraction = evaluate(given.hideFraction, epoch);
      if (samples === null ? fraction >= 1 : hideCount(fraction, samples) >= samples) {
        hiddenWhole.push(epoch);
      }
    }
    if (hiddenWhole.length > 0) {
      found.push(
        `Everything is hidden ${epochList(hiddenWhole)}: nothing would train, so such a run cannot start. Lower the ${tracks.hideFraction.label} there.`,
      );
    }
    if (recipe.match !== null) {
      found.push(
        `As many samples are hidden as in run ${recipe.match.run}; the ${tracks.hideFraction.label} only sets the learning-rate factor.`,
      );
    }
  }

  for (const name of trackNames) {
    const late = given[name].filter(({ at }) => at > recipe.epochs).length;
    if (late === 0) continue;
    const last = `the end of the last epoch (${formatPosition(recipe.epochs)})`;
    found.push(
      late === 1
        ? `A keyframe of the ${tracks[name].label} stands after ${last} and is never reached.`
        : `${formatCount(late)} keyframes of the ${tracks[name].label} stand after ${last} and are never reached.`,
    );
  }

  let still = recipe.epochs;
  while (still > 0 && restsAtZero(given.learningRate, still - 1)) still--;
  if (still < recipe.epochs) {
    found.push(`The learning rate is 0 from epoch ${still} on: nothing is learned there.`);
  }
  return found;
}

/** Whether the track is 0 through the whole epoch. */
const restsAtZero = (track: Track, epoch: number): boolean =>
  evaluate(track, epoch) === 0 &&
  evaluate(track, epoch + 0.5) === 0 &&
  track.every(({ at, value }) => value === 0 || at <= epoch || at >= epoch + 1);

/** `at epoch 3`, `at epochs 3 to 5`, `at 4 epochs, the first of them 3`. */
function epochList(epochs: readonly number[]): string {
  const first = epochs[0];
  const last = epochs[epochs.length - 1];
  if (epochs.length === 1) return `at epoch ${first}`;
  if (last - first === epochs.length - 1) return `at epochs ${first} to ${last}`;
  return `at ${epochs.length} epochs, the first of them ${first}`;
}

/** The track that the settings make where none is given by hand. */
export const defaultTrack = (recipe: Recipe, name: TrackName): Track =>
  fullSchedule({ ...recipe, schedule: null }).tracks[name];

const sameTrack = (one: Track, other: Track): boolean =>
  one.length === other.length &&
  one.every(
    ({ at, value, easing }, i) =>
      at === other[i].at && value === other[i].value && easing === other[i].easing,
  );

/** Whether the track is given by hand. */
export const isChanged = (recipe: Recipe, name: TrackName): boolean =>
  recipe.schedule?.tracks[name] !== undefined &&
  !sameTrack(recipe.schedule.tracks[name], defaultTrack(recipe, name));

/** The recipe's schedule with these tracks; what equals its default is left to the settings. */
export function withTracks(recipe: Recipe, changed: Partial<Tracks>): Recipe['schedule'] {
  const tracks = { ...recipe.schedule?.tracks, ...changed };
  for (const name of trackNames) {
    const track = tracks[name];
    if (track !== undefined && sameTrack(track, defaultTrack(recipe, name))) delete tracks[name];
  }
  return Object.keys(tracks).length === 0
    ? null
    : { version: 1, clock: fullSchedule(recipe).clock, tracks };
}

/** The element of a keyframe, so that it can be given the focus. */
export const keyframeId = (track: TrackName, index: number): string => `keyframe-${track}-${index}`;
