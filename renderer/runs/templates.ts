/** What the gallery of templates shows of one, and the recipe that it makes of the draft. */
import {
  hidingSettingKeys,
  viewSettingKeys,
  type ParameterKey,
} from '../../src/core/recipe/parameters.ts';
import { defaultRecipe, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { DryRun } from '../../src/core/template/dry-run.ts';
import { templateSettings } from '../../src/core/template/settings.ts';
import type { Template } from '../../src/core/template/template.ts';
import { formatFigure } from '../lib/format.ts';
import { recipeDifferences } from '../lib/recipe-differences.ts';

/** What a method decides; everything else in a recipe is data, model, optimiser and taste, and stays. */
const ofTheMethod: readonly ParameterKey[] = [
  ...(['policy', ...hidingSettingKeys, 'view', ...viewSettingKeys] as const),
  ...(['resampling', 'augment', 'magnitude', 'lrSchedule'] as const),
];

/** The recipe with the method of a template in the place of its own. */
export function fromTemplate(template: Template, recipe: Recipe): Recipe {
  const defaults = defaultRecipe();
  const cleared = Object.fromEntries(ofTheMethod.map((key) => [key, defaults[key]]));
  const { epochs, lr } = recipe;
  return {
    ...recipe,
    ...cleared,
    schedule: null,
    match: null,
    ...templateSettings(template, { epochs, lr }),
  };
}

/** Whether the recipe's method is the template's, at the recipe's own epochs and peak. */
export const follows = (template: Template, recipe: Recipe): boolean =>
  recipeDifferences(recipe, fromTemplate(template, recipe)).length === 0;

/** A part of the training that is drawn as one bar; all numbers are shares of the whole picture. */
export type Bar = {
  x: number;
  width: number;
  /** The side of the images that are shown. */
  shown: number;
  /** The most of them that may be hidden. */
  hidden: number;
};

/** The stages side by side, each as wide as its compute; the plain run would be as wide as the picture. */
export function bars({ stages }: DryRun, size: number): Bar[] {
  let x = 0;
  return stages.map(({ compute, bandwidth, hideFraction }) => {
    const bar = { x, width: compute, shown: bandwidth / size, hidden: hideFraction };
    x += compute;
    return bar;
  });
}

/** What it costs, in words: "0.653 of the compute of 10 plain epochs". */
export function computeWords({ compute, computeIsLeast, baselineEpochs }: DryRun): string {
  const least = computeIsLeast ? 'at least ' : '';
  return `${least}${formatFigure(compute)} of the compute of ${formatFigure(baselineEpochs)} plain epochs`;
}
