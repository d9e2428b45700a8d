/** How a recipe departs from a template, and where the template's own tracks run. */
import { parameters, type ParameterKey } from '../../src/core/recipe/parameters.ts';
import { fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import { unread } from '../../src/core/recipe/unread.ts';
import {
  trackNames,
  tracks,
  type FullSchedule,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { fromTemplate, ofTheMethod } from '../../src/core/template/from-template.ts';
import type { Template } from '../../src/core/template/template.ts';

export type TemplateDifference =
  | { kind: 'track'; key: TrackName; label: string }
  | { kind: 'setting'; key: ParameterKey | 'match' | 'clock'; label: string };

/**
 * What the template would make otherwise of the recipe, at its own epochs and peak; tracks come
 * first. A setting that neither of them reads is no difference, and a track that the settings make
 * is one only by them.
 */
export function differencesFrom(recipe: Recipe, template: Template): TemplateDifference[] {
  const theirs = fromTemplate(template, recipe);
  const [own, other] = [recipe, theirs].map(fullSchedule);
  const drawn = trackNames.filter((name) =>
    [recipe, theirs].some(({ schedule }) => schedule?.tracks[name] !== undefined),
  );
  const settings = ofTheMethod.filter(
    (key) =>
      recipe[key] !== theirs[key] && [recipe, theirs].some((each) => unread(key, each) === null),
  );
  return [
    ...drawn
      .filter((name) => JSON.stringify(own.tracks[name]) !== JSON.stringify(other.tracks[name]))
      .map((key) => ({ kind: 'track' as const, key, label: tracks[key].label })),
    ...settings.map((key) => ({ kind: 'setting' as const, key, label: parameters[key].label })),
    // Another view policy brings its own clock.
    ...(own.clock !== other.clock && recipe.view === theirs.view
      ? [{ kind: 'setting' as const, key: 'clock' as const, label: 'clock of the schedule' }]
      : []),
    ...(recipe.match === null
      ? []
      : [{ kind: 'setting' as const, key: 'match' as const, label: 'hidden counts' }]),
  ];
}

/** Whether the recipe's method is the template's, at the recipe's own epochs and peak. */
export const follows = (template: Template, recipe: Recipe): boolean =>
  differencesFrom(recipe, template).length === 0;

/** More of them are only counted. */
const MOST_NAMED = 4;

/** `the same`, or `differs in hide fraction, learning rate and the setting view policy`. */
export function differenceWords(differences: readonly TemplateDifference[]): string {
  if (differences.length === 0) return 'the same';
  const named = differences
    .slice(0, differences.length > MOST_NAMED ? MOST_NAMED - 1 : MOST_NAMED)
    .map(({ kind, label }) => (kind === 'track' ? label : `the setting ${label}`));
  const others = differences.length - named.length;
  const all = others === 0 ? named : [...named, `${others} others`];
  const last = all[all.length - 1];
  return `differs in ${all.length === 1 ? last : `${all.slice(0, -1).join(', ')} and ${last}`}`;
}

/**
 * The template's tracks at the recipe's epochs and peak, to be drawn behind its own; null where
 * there is no template, or where its positions count something else.
 */
export function templateTracks(
  template: Template | null,
  recipe: Recipe,
): FullSchedule['tracks'] | null {
  if (template === null) return null;
  const { clock, tracks: theirs } = fullSchedule(fromTemplate(template, recipe));
  return clock === fullSchedule(recipe).clock ? theirs : null;
}
