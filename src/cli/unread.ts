/** What is said of flags that are typed in vain. */
import { parameterKeys } from '../core/recipe/parameters.ts';
import type { Recipe } from '../core/recipe/recipe.ts';
import { unread } from '../core/recipe/unread.ts';
import { flagOf } from './options.ts';
import { say } from './output.ts';

/** Says of every setting that was typed, and that the recipe does not read, why it has no effect. */
export function sayUnread(recipe: Recipe, typed: Record<string, unknown>): void {
  for (const key of parameterKeys.filter((known) => known in typed)) {
    const without = unread(key, recipe);
    if (without !== null) say(`${flagOf(key)} has no effect. ${without.why}`);
  }
}
