/** What a recipe's schedule amounts to before it is run: passes, rates, stages. */
import { sizeOf, type DatasetSize, type PassForecast } from '../../src/core/forecast/forecast.ts';
import { fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { DatasetRecord } from '../../src/core/record/dataset.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import {
  trackNames,
  type Clock,
  type Schedule,
  type Track,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { viewPolicies } from '../../src/core/view/registry.ts';

/** The number of the pass that a position on the clock is in; the last one goes on to the end of the axis. */
export function passAt(passes: readonly { from: number }[], at: number): number {
  let [low, high] = [0, passes.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (passes[middle].from <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The learning rate that the optimiser is given at a position, as the training loop makes it; not
 * finite where everything is hidden.
 */
export const appliedLearningRate = (
  learningRate: Track,
  passes: readonly PassForecast[],
  at: number,
): number => evaluate(learningRate, at) * passes[passAt(passes, at)].learningRateFactor;

/** More steps than this are as good as smooth where they are drawn. */
const MOST_STEPS = 2000;

/** Where on the clock a pass begins with another factor than the one before. */
export function factorChanges(passes: readonly PassForecast[]): number[] {
  if (passes.length > MOST_STEPS) return [];
  return passes
    .filter(
      ({ learningRateFactor }, pass) =>
        pass > 0 && learningRateFactor !== passes[pass - 1].learningRateFactor,
    )
    .map(({ from }) => from);
}

/** A position as it is said: `epoch 10`, `compute 2.5`. */
export const placeWords = (clock: Clock, at: number): string => `${clock} ${formatPosition(at)}`;

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

/** The versions of the recipe's data set that the project has seen. */
export const versionsOf = <Version extends DatasetRecord>(
  recipe: Recipe,
  datasets: readonly Version[],
): Version[] =>
  datasets.filter(
    ({ source, name }) =>
      (source.folder === recipe.dataset || name === recipe.dataset) &&
      (source.validation ?? 0) === recipe.validation &&
      (source.exclude ?? null) === recipe.exclude,
  );

/** The newest version with the training samples that a run of the recipe has, at their positions. */
export const ownVersion = <Version extends DatasetRecord>(
  recipe: Recipe,
  datasets: readonly Version[],
): Version | null =>
  versionsOf(recipe, datasets).findLast(
    ({ source }) => source.limit === recipe.limit && source.dataSeed === recipe.dataSeed,
  ) ?? null;

/** What the project knows of the recipe's data set; null where it has not seen enough of it. */
export function datasetSize(
  recipe: Recipe,
  datasets: readonly DatasetRecord[],
): DatasetSize | null {
  const known = versionsOf(recipe, datasets);
  const split = (count: 'trainCount' | 'testCount', limit: 'limit' | 'testLimit') => {
    const same = known.find(
      ({ source }) => source[limit] === recipe[limit] && source.dataSeed === recipe.dataSeed,
    );
    if (same !== undefined) return same[count];
    const whole = known.find(({ source }) => source[limit] === null)?.[count];
    return whole === undefined ? recipe[limit] : Math.min(whole, recipe[limit] ?? whole);
  };
  const [samples, testSamples] = [split('trainCount', 'limit'), split('testCount', 'testLimit')];
  if (known.length === 0 || samples === null || testSamples === null) return null;
  return { ...sizeOf(known[0]), samples, testSamples };
}

/** A position or an epoch as it is read: `10`, `2.5`. */
export const formatPosition = (at: number): string => String(Number(at.toFixed(2)));

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

/** The clock that a recipe's schedule has where nobody gives it another. */
const ownClock = (recipe: Recipe): Clock => viewPolicies[recipe.view].clock;

/**
 * The recipe's schedule with these tracks, on a clock; what equals its default is left to the
 * settings.
 */
export function withTracks(
  recipe: Recipe,
  changed: Schedule['tracks'],
  clock: Clock = fullSchedule(recipe).clock,
): Recipe['schedule'] {
  const tracks = { ...recipe.schedule?.tracks, ...changed };
  for (const name of trackNames) {
    const track = tracks[name];
    if (track !== undefined && sameTrack(track, defaultTrack(recipe, name))) delete tracks[name];
  }
  return Object.keys(tracks).length === 0 && clock === ownClock(recipe)
    ? null
    : { version: 1, clock, tracks };
}

/** The element of a keyframe, so that it can be given the focus. */
export const keyframeId = (track: TrackName, index: number): string => `keyframe-${track}-${index}`;
