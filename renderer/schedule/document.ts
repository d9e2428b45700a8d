/** The schedule of a draft with the method that reads it. */
import type { Recipe } from '../../src/core/recipe/recipe.ts';
import { methodOf } from '../../src/core/template/from-template.ts';
import type { Tracks } from './selection.ts';

export type ScheduleDocument = Pick<Recipe, 'epochs' | 'schedule'> & {
  /** Settings that decide which tracks are read and what they are by default, as a template fills them. */
  method: Partial<Recipe>;
  /** Tracks that were drawn and are put aside: the settings go instead of them. */
  muted: Tracks;
};

/** What of a recipe belongs to its document, apart from the schedule. */
export const methodIn = (recipe: Recipe): Partial<Recipe> => ({
  ...methodOf(recipe),
  match: recipe.match,
});

const sameTracks = (one: Tracks, other: Tracks): boolean => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Tracks>;
  return [...names].every(
    (name) =>
      one[name] === other[name] || JSON.stringify(one[name]) === JSON.stringify(other[name]),
  );
};

export const same = (one: ScheduleDocument, other: ScheduleDocument): boolean =>
  one.epochs === other.epochs &&
  (one.schedule === null) === (other.schedule === null) &&
  one.schedule?.clock === other.schedule?.clock &&
  sameTracks(one.schedule?.tracks ?? {}, other.schedule?.tracks ?? {}) &&
  sameTracks(one.muted, other.muted) &&
  JSON.stringify(one.method) === JSON.stringify(other.method);

/** Without muted tracks that are drawn again, whoever drew them. */
export const unmuted = (document: ScheduleDocument): ScheduleDocument => {
  const drawn = document.schedule?.tracks ?? {};
  const muted = Object.entries(document.muted).filter(([name]) => !(name in drawn));
  return { ...document, muted: Object.fromEntries(muted) };
};
