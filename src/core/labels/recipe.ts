import { scaledInTime } from '../template/as-template.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { FullSchedule, Track, TrackName } from '../schedule/schedule.ts';

/**
 * What the models of a cross-validation train by: the recipe, over some epochs, to which what is drawn
 * by hand is scaled in time. What another run hid is left out, since that one had other samples.
 */
export function foldRecipe(recipe: Recipe, epochs: number): Recipe {
  const { schedule } = recipe;
  if (schedule === null) return { ...recipe, epochs, match: null };
  const tracks = Object.fromEntries(
    Object.entries(schedule.tracks).map(([name, track]) => [
      name,
      scaledInTime(track as Track, recipe, { epochs }, schedule.clock),
    ]),
  ) as Partial<Record<TrackName, Track>> as FullSchedule['tracks'];
  return { ...recipe, epochs, match: null, schedule: { ...schedule, tracks } };
}
