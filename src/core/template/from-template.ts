import { hidingSettingKeys, viewSettingKeys, type ParameterKey } from '../recipe/parameters.ts';
import { defaultRecipe, type Recipe } from '../recipe/recipe.ts';
import { templateSettings } from './settings.ts';
import type { Template } from './template.ts';

/** What a method decides; everything else in a recipe is data, model, optimiser and taste, and stays. */
export const ofTheMethod: readonly ParameterKey[] = [
  ...(['policy', ...hidingSettingKeys, 'view', ...viewSettingKeys] as const),
  ...(['resampling', 'augment', 'magnitude', 'lrSchedule'] as const),
];

/** The settings of `recipe` that belong to its method. */
export const methodOf = (recipe: Recipe): Partial<Recipe> =>
  Object.fromEntries(ofTheMethod.map((key) => [key, recipe[key]]));

/** The recipe with the method of a template in the place of its own. */
export function fromTemplate(template: Template, recipe: Recipe): Recipe {
  const { epochs, lr } = recipe;
  return {
    ...recipe,
    ...methodOf(defaultRecipe()),
    schedule: null,
    match: null,
    ...templateSettings(template, { epochs, lr }),
  };
}
