/**
 * The recipe that is being made: settings by the form of a new run, keyframes by the schedule.
 * Until somebody changes it, it is the recipe of the project's last run.
 */
import { defaultRecipe, type Recipe } from '../../src/core/recipe/recipe.ts';
import { fromTemplate } from '../../src/core/template/from-template.ts';
import type { Template } from '../../src/core/template/template.ts';
import { app } from './app.svelte.ts';
import { recipeDifferences, type RecipeDifference } from './recipe-differences.ts';

type Made = { project: string | undefined; recipe: Recipe; template: Template | null };

class Draft {
  /** Whether the form of a new run is open, so that other views can lead to it. */
  openForm = $state(false);
  /** What somebody made, from which template, and the project that it was made in. */
  #made = $state.raw<Made | null>(null);

  #own = $derived(this.#made?.project === app.project?.path ? this.#made : null);
  recipe: Recipe = $derived(this.#own?.recipe ?? app.runs.at(-1)?.recipe ?? defaultRecipe());
  /** Whether it is anything else than the last run's recipe. */
  changed = $derived(this.#own !== null);

  /** What it was filled from, as it was then; changes of the draft leave it. */
  template: Template | null = $derived(this.#own?.template ?? null);

  set(changes: Partial<Recipe>): void {
    this.#make({ ...this.recipe, ...changes }, this.template);
  }

  /** Makes it this recipe, of no template. */
  reset(recipe: Recipe): void {
    this.#make(recipe, null);
  }

  /** Takes the method of a template in the place of its own. */
  fill(template: Template): void {
    this.#make(fromTemplate(template, this.recipe), template);
  }

  /** Compares it with this template from now on, or with none; the recipe stays. */
  remember(template: Template | null): void {
    this.#make(this.recipe, template);
  }

  #make(recipe: Recipe, template: Template | null): void {
    this.#made = { project: app.project?.path, recipe, template };
  }

  /** Makes it the last run's recipe again. */
  follow(): void {
    this.#made = null;
  }

  differences(from: Recipe): RecipeDifference[] {
    return recipeDifferences(from, this.recipe);
  }
}

export const draft = new Draft();
