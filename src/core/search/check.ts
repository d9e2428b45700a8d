import type { Recipe } from '../recipe/recipe.ts';
import { clockOf, type SearchPlan } from './plan.ts';

/**
 * Why a search cannot be carried out with a recipe, as a sentence; null where it can.
 * @param seeds how many runs a trial has
 */
export function problemOfSearch(plan: SearchPlan, recipe: Recipe, seeds: number): string | null {
  const { schedule, epochs, validation } = recipe;
  if (validation === 0 && plan.selectsOn === undefined) {
    return 'it would choose a schedule by the test split, whose accuracy could then not be reported. Hold samples out with base.validation; or state by "selectsOn": "validation" in search that the test split is one for validation.';
  }
  if (schedule?.tracks.bandwidth !== undefined) {
    return 'base.schedule cannot have the track bandwidth, since that is what is searched.';
  }
  const clock = clockOf(plan);
  if (schedule !== null && schedule.clock !== clock) {
    return `base.schedule must have the clock "${clock}", which is that of the method "${plan.method}".`;
  }
  if (clock === 'epoch' && epochs < plan.stages) {
    return `search.stages cannot be ${plan.stages} with ${epochs} epochs, since each stage needs one.`;
  }
  const { maxRuns = Infinity } = plan.budget;
  if (maxRuns < seeds) {
    return `search.budget.maxRuns must be at least ${seeds}, the runs of one trial.`;
  }
  return null;
}
