import { parameters, type ParameterKey } from '../recipe/parameters.ts';
import { defaultRecipe, type Recipe } from '../recipe/recipe.ts';
import type { FullSchedule, TrackName } from '../schedule/schedule.ts';
import { viewPolicies } from '../view/registry.ts';
import type { Template } from './template.ts';

/** Settings that a template's track would leave without effect: chosen by hand, they stand in its place. */
const standsFor: Partial<Record<TrackName, ParameterKey>> = {
  learningRate: 'lrSchedule',
  hideFraction: 'reduceFraction',
};

/**
 * The settings of a recipe that follows the template over the chosen epochs of its clock. What is
 * chosen stands, and the template's tracks are drawn for it; everything else keeps its default.
 * Image sizes need no setting: a bandwidth is a share of the side.
 */
export function templateSettings(
  template: Template,
  chosen: Partial<Recipe> = {},
): Partial<Recipe> {
  const epochs = chosen.epochs ?? parameters.epochs.default;
  const settings: Partial<Recipe> = { ...template.settings(epochs), ...chosen, epochs };
  if (template.tracks === undefined || 'schedule' in chosen) return settings;
  const recipe = { ...defaultRecipe(), ...settings };
  const { clock: ownClock } = viewPolicies[recipe.view];
  const clock = template.clock ?? ownClock;
  const drawn = Object.entries(template.tracks(recipe, clock)).filter(
    ([name]) => !((standsFor[name as TrackName] ?? name) in chosen),
  );
  const tracks = Object.fromEntries(drawn) as Partial<FullSchedule['tracks']>;
  return drawn.length === 0 && clock === ownClock
    ? settings
    : { ...settings, schedule: { version: 1, clock, tracks } };
}
