/**
 * The recipe that is being made: settings by the form of a new run, keyframes by the schedule.
 * Until somebody changes it, it is the recipe of the project's last run. It outlives a reload.
 */
import { z } from 'zod';
import { defaultRecipe, parseRecipe, type Recipe } from '../../src/core/recipe/recipe.ts';
import { asTemplate } from '../../src/core/template/as-template.ts';
import { fromTemplate } from '../../src/core/template/from-template.ts';
import { templates } from '../../src/core/template/registry.ts';
import type { Template } from '../../src/core/template/template.ts';
import { app } from './app.svelte.ts';
import { recipeDifferences, type RecipeDifference } from './recipe-differences.ts';
import { keep, kept } from './session.ts';

/** Until the templates of a person's own are listed, one of them is known by its name alone. */
type Named = { name: string; own: boolean };
type Made = { project?: string | undefined; recipe: Recipe; template: Template | Named | null };

const KEY = 'mikke.draft';
const madeSchema = z.strictObject({
  project: z.string().optional(),
  recipe: z.unknown().transform(parseRecipe),
  template: z.strictObject({ name: z.string(), own: z.boolean() }).nullable(),
});

class Draft {
  /** Whether the form of a new run is open, so that other views can lead to it. */
  openForm = $state(false);
  /** What somebody made, from which template, and the project that it was made in. */
  #made = $state.raw<Made | null>(kept(KEY, madeSchema));

  #own = $derived(this.#made?.project === app.project?.path ? this.#made : null);
  recipe: Recipe = $derived(this.#own?.recipe ?? app.runs.at(-1)?.recipe ?? defaultRecipe());
  /** Whether it is anything else than the last run's recipe. */
  changed = $derived(this.#own !== null);

  /** What it was filled from, as it was then; changes of the draft leave it. */
  template: Template | null = $derived.by(() => {
    const template = this.#own?.template ?? null;
    if (template === null || 'settings' in template) return template;
    const { name, own } = template;
    if (!own) return templates.find((published) => published.name === name) ?? null;
    const found = app.templates?.find((mine) => mine.name === name);
    return found === undefined ? null : asTemplate(found);
  });

  set(changes: Partial<Recipe>): void {
    this.#make({ ...this.recipe, ...changes }, this.template ?? this.#own?.template ?? null);
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

  #make(recipe: Recipe, template: Template | Named | null): void {
    this.#made = { project: app.project?.path, recipe, template };
    this.#keep();
  }

  /** Makes it the last run's recipe again. */
  follow(): void {
    this.#made = null;
    this.#keep();
  }

  #keep(): void {
    const made = this.#made;
    keep(KEY, () => JSON.stringify(made && { ...made, template: namedOf(made.template) }));
  }

  differences(from: Recipe): RecipeDifference[] {
    return recipeDifferences(from, this.recipe);
  }
}

const namedOf = (template: Made['template']): Named | null =>
  template === null || !('settings' in template)
    ? template
    : { name: template.name, own: template.source === null };

export const draft = new Draft();
