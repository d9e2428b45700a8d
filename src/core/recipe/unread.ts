/** Which settings a recipe reads: those of policies that are not chosen, or that something else decides, have no effect. */
import { hidingPolicies, hidingPolicyNames } from '../hiding/registry.ts';
import { tracks, type TrackName } from '../schedule/schedule.ts';
import { viewPolicies, viewPolicyNames } from '../view/registry.ts';
import { hidingSettingKeys, viewSettingKeys, type ParameterKey } from './parameters.ts';
import { fullSchedule, type Recipe } from './recipe.ts';

/** The policies that read a setting, or null where it is none of a policy. */
export function readersOf(key: ParameterKey): string[] | null {
  if (hidingSettingKeys.includes(key)) {
    return hidingPolicyNames.filter((name) => key in hidingPolicies[name].settings);
  }
  if (viewSettingKeys.includes(key)) {
    return viewPolicyNames.filter((name) => key in viewPolicies[name].settings);
  }
  return null;
}

/** Whether it is a setting of a chosen policy, or of none. */
export function isOfChosen(key: ParameterKey, { policy, view }: Recipe): boolean {
  const readers = readersOf(key);
  return readers === null || readers.includes(hidingSettingKeys.includes(key) ? policy : view);
}

/** The track of the schedule that stands in for a setting. */
const trackOf: Partial<Record<ParameterKey, TrackName>> = {
  hide: 'hideFraction',
  lr: 'learningRate',
  lrSchedule: 'learningRate',
  magnitude: 'magnitude',
  tau: 'tau',
  batch: 'batchSize',
  mixup: 'mixup',
};

export type Unread = {
  /** As a sentence. */
  why: string;
  /** The track that is given by hand in its place, if that is why. */
  track: TrackName | null;
};

/** Why a setting has no effect in a recipe, or null where it has one. */
export function unread(key: ParameterKey, recipe: Recipe): Unread | null {
  const because = (why: string): Unread => ({ why, track: null });
  if (!isOfChosen(key, recipe)) {
    return hidingSettingKeys.includes(key)
      ? because(`The hiding policy "${recipe.policy}" does not read it.`)
      : because(`The view policy "${recipe.view}" does not read it.`);
  }
  if (key === 'hide' && recipe.match !== null) {
    return because(`Run ${recipe.match.run} gives the hidden counts.`);
  }
  if (key === 'magnitude' && recipe.augment !== 'randaugment') {
    return because('Only the augmentation "randaugment" has a magnitude.');
  }
  const track = trackOf[key];
  const given = track === undefined ? undefined : recipe.schedule?.tracks[track];
  if (track !== undefined && given !== undefined) {
    const keyframes = given.length === 1 ? '1 keyframe' : `${given.length} keyframes`;
    const sets = given.length === 1 ? 'sets' : 'set';
    return { why: `${keyframes} of the schedule ${sets} the ${tracks[track].label}.`, track };
  }
  if (key === 'magnitude' && viewPolicies[recipe.view].tracks(recipe.epochs, recipe).magnitude) {
    return because(`The view policy "${recipe.view}" schedules it.`);
  }
  if (key === 'resampling' && showsWhole(recipe)) {
    return because('Every image is shown whole.');
  }
  return null;
}

const showsWhole = (recipe: Recipe): boolean =>
  fullSchedule(recipe).tracks.bandwidth.every(({ value }) => value === 1);
