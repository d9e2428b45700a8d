/** The fields of a new run: which stand together, what is wrong with a typed one, which are not read. */
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import {
  accepts,
  expectation,
  parseText,
  type Parameter,
} from '../../src/core/recipe/parameter.ts';
import {
  hidingSettingKeys,
  parameters,
  viewSettingKeys,
  type ParameterKey,
} from '../../src/core/recipe/parameters.ts';
import type { Recipe } from '../../src/core/recipe/recipe.ts';
import { tracks, type TrackName } from '../../src/core/schedule/schedule.ts';
import { viewPolicies } from '../../src/core/view/registry.ts';
import type { RunDocument } from '../../src/rpc/contract.ts';

export const fieldGroups: readonly { title: string; keys: readonly ParameterKey[] }[] = [
  { title: 'Data', keys: ['dataset', 'limit', 'testLimit', 'validation', 'dataSeed'] },
  { title: 'Model', keys: ['model', 'width'] },
  {
    title: 'Optimiser',
    keys: ['batch', 'lr', 'lrSchedule', 'momentum', 'nesterov', 'weightDecay'],
  },
  { title: 'Hiding', keys: ['policy', ...hidingSettingKeys] },
  { title: 'Views', keys: ['view', ...viewSettingKeys, 'resampling'] },
  {
    title: 'Augmentation',
    keys: [
      ...(['augment', 'magnitude', 'cropPadding', 'flip', 'erase'] as const),
      ...(['mixup', 'cutmix', 'labelSmoothing'] as const),
    ],
  },
  { title: 'Run', keys: ['epochs', 'seed', 'engine'] },
];

export const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export type Typed = { value: unknown; problem: null } | { problem: string };

/** What a typed text means for a setting, or as a sentence why it means nothing. */
export function readField(key: ParameterKey, text: string): Typed {
  const parameter: Parameter = parameters[key];
  const value = parseText(parameter, text);
  if (value !== undefined && accepts(parameter, value)) return { value, problem: null };
  return { problem: `${capitalised(parameter.label)} must be ${expectation(parameter)}.` };
}

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 8 });

/** The range and the default of a setting, in words. */
export function rangeText(key: ParameterKey): string {
  const parameter: Parameter = parameters[key];
  if (parameter.type !== 'integer' && parameter.type !== 'number') return '';
  const { min, max, default: byDefault } = parameter;
  const top =
    max >= 1e8 ? `${plain.format(min)} or more` : `${plain.format(min)} to ${plain.format(max)}`;
  return `${top}; ${byDefault === null ? 'all' : plain.format(byDefault)} by default`;
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

/** Whether the form asks for a setting: not for those of policies that are not chosen. */
export const isOffered = (key: ParameterKey, recipe: Recipe): boolean =>
  (!hidingSettingKeys.includes(key) || key in hidingPolicies[recipe.policy].settings) &&
  (!viewSettingKeys.includes(key) || key in viewPolicies[recipe.view].settings);

export type Unread = { why: string; track: TrackName | null };

/** Why a setting has no effect in a recipe, or null where it has one. */
export function unread(key: ParameterKey, recipe: Recipe): Unread | null {
  if (key === 'hide' && recipe.match !== null) {
    return { why: `Run ${recipe.match.run} gives the hidden counts.`, track: null };
  }
  const track = trackOf[key];
  if (track !== undefined && recipe.schedule?.tracks[track] !== undefined) {
    const count = recipe.schedule.tracks[track].length;
    const keyframes = count === 1 ? '1 keyframe' : `${count} keyframes`;
    const sets = count === 1 ? 'sets' : 'set';
    return { why: `${keyframes} of the schedule ${sets} the ${tracks[track].label}.`, track };
  }
  return null;
}

/** The recipe's schedule without one track, so that the settings decide it again. */
export function withoutTrack({ schedule, view }: Recipe, track: TrackName): Recipe['schedule'] {
  if (schedule === null) return null;
  const { [track]: _, ...rest } = schedule.tracks;
  const empty = Object.keys(rest).length === 0 && schedule.clock === viewPolicies[view].clock;
  return empty ? null : { ...schedule, tracks: rest };
}

/**
 * What a change of a setting takes with it: the policy, what only the policy `random` reads; the
 * view policy, the clock of a schedule that counted as the policy before it did.
 */
export function changesFor(
  key: ParameterKey,
  value: unknown,
  { schedule, view }: Recipe,
): Partial<Recipe> {
  const next = { [key]: value };
  if (key === 'policy' && value !== 'random') return { ...next, match: null };
  if (key === 'dataset') return { ...next, files: null };
  if (key === 'view' && schedule !== null && schedule.clock === viewPolicies[view].clock) {
    const { clock } = viewPolicies[value as Recipe['view']];
    return { ...next, schedule: { ...schedule, clock } };
  }
  return next;
}

/** Runs whose hidden counts the policy `random` can take over. */
export const matchable = (runs: readonly RunDocument[], epochs: number): RunDocument[] =>
  runs.filter(
    (run) =>
      run.epochs.length >= epochs && run.recipe.policy !== 'none' && run.recipe.policy !== 'random',
  );

export const matchOf = (run: RunDocument): Recipe['match'] => ({
  run: run.id,
  hidden: run.epochs.map(({ hidden }) => hidden),
});

/** The field at which the sentence of a refused start belongs, if it is about one. */
export function fieldOfError(code: string): ParameterKey | null {
  if (code === 'dataset-too-small') return 'batch';
  if (code === 'everything-hidden') return 'hide';
  if (code === 'match-impossible') return 'policy';
  if (code.startsWith('engine-')) return 'engine';
  if (code === 'test-split-empty') return 'testLimit';
  return code.startsWith('dataset-') ? 'dataset' : null;
}

/** What a run is called if nobody says otherwise. */
export const suggestedName = ({ policy, seed }: Recipe): string =>
  `${hidingPolicies[policy].title}, seed ${seed}`;
