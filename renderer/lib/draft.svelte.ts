/**
 * The recipe that is being made: settings by the form of a new run, keyframes by the schedule.
 * Until somebody changes it, it is the recipe of the project's last run. It outlives a reload.
 */
import { z } from 'zod';
import { defaultRecipe, parseRecipe, type Recipe } from '../../src/core/recipe/recipe.ts';
import { app } from './app.svelte.ts';
import { recipeDifferences, type RecipeDifference } from './recipe-differences.ts';
import { keep, kept } from './session.ts';

const KEY = 'mikke.draft';
const madeSchema = z.strictObject({
  project: z.string().optional(),
  recipe: z.unknown().transform(parseRecipe),
});

class Draft {
  /** Whether the form of a new run is open, so that other views can lead to it. */
  openForm = $state(false);
  /** What somebody made, and the project that it was made in. */
  #made = $state.raw<{ project?: string | undefined; recipe: Recipe } | null>(
    kept(KEY, madeSchema),
  );

  #own = $derived(this.#made?.project === app.project?.path ? this.#made : null);
  recipe: Recipe = $derived(this.#own?.recipe ?? app.runs.at(-1)?.recipe ?? defaultRecipe());
  /** Whether it is anything else than the last run's recipe. */
  changed = $derived(this.#own !== null);

  set(changes: Partial<Recipe>): void {
    this.reset({ ...this.recipe, ...changes });
  }

  /** Makes it this recipe. */
  reset(recipe: Recipe): void {
    this.#make({ project: app.project?.path, recipe });
  }

  /** Makes it the last run's recipe again. */
  follow(): void {
    this.#make(null);
  }

  #make(made: { project: string | undefined; recipe: Recipe } | null): void {
    this.#made = made;
    keep(KEY, () => JSON.stringify(made));
  }

  differences(from: Recipe): RecipeDifference[] {
    return recipeDifferences(from, this.recipe);
  }
}

export const draft = new Draft();
