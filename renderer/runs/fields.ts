/** The fields of a new run: what is wrong with a typed one, and what a change takes with it. */
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import {
  accepts,
  defaultWords,
  expectation,
  parseText,
  rangeWords,
  type Parameter,
} from '../../src/core/recipe/parameter.ts';
import { parameters, type ParameterKey } from '../../src/core/recipe/parameters.ts';
import type { Recipe } from '../../src/core/recipe/recipe.ts';
import type { TrackName } from '../../src/core/schedule/schedule.ts';
import { viewPolicies } from '../../src/core/view/registry.ts';
import { excludedCount } from '../../src/core/record/exclusion.ts';
import type { Output, RunDocument } from '../../src/rpc/contract.ts';
import { formatNumber } from '../lib/format.ts';

export const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export type Typed = { value: unknown; problem: null } | { problem: string };

/** What a typed text means for a setting, or as a sentence why it means nothing. */
export function readField(key: ParameterKey, text: string): Typed {
  const parameter: Parameter = parameters[key];
  const value = parseText(parameter, text);
  if (value !== undefined && accepts(parameter, value)) return { value, problem: null };
  return { problem: `${capitalised(parameter.label)} must be ${expectation(parameter)}.` };
}

/** The range and the default of a setting, in words. */
export function rangeText(key: ParameterKey): string {
  const range = rangeWords(parameters[key]);
  return range === '' ? '' : `${range}; ${defaultWords(parameters[key])} by default`;
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
  if (key === 'dataset') return { ...next, files: null, exclude: null };
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

/** What a run of the recipe can leave out: nothing, or what a data-set version of the project does. */
export function exclusionsFor(
  { dataset, exclude }: Recipe,
  datasets: Output<'project.datasets'>,
): { value: string; label: string }[] {
  const samples = (text: string) => formatNumber(excludedCount(text), 'training sample');
  const versions = datasets
    .filter(({ source }) => source.folder === dataset && source.exclude !== undefined)
    .map(({ id, source: { exclude: value = '' } }) => ({
      value,
      label: `${samples(value)}, as data set ${id}`,
    }));
  const own = exclude === null ? [] : [{ value: exclude, label: `${samples(exclude)}, by a list` }];
  const all = [{ value: '', label: 'no sample' }, ...versions, ...own];
  return all.filter(({ value }, i) => i === all.findIndex((other) => other.value === value));
}

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

/** What the chosen policy does, where the setting chooses one. */
export function summaryOf(key: ParameterKey, { policy, view }: Recipe): string | null {
  if (key === 'policy') return hidingPolicies[policy].summary;
  return key === 'view' ? viewPolicies[view].summary : null;
}

/** What a run is called if nobody says otherwise. */
export const suggestedName = ({ policy, seed }: Recipe): string =>
  `${hidingPolicies[policy].title}, seed ${seed}`;
