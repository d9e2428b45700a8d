import { expect, test } from 'vitest';
import { foldRecipe } from '../../../src/core/labels/recipe.ts';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';

test('the models of folds follow the recipe over other epochs, and what is drawn in it is scaled', () => {
  const drawn = [
    { at: 0, value: 0.1, easing: 'linear' as const },
    { at: 8, value: 0.2, easing: 'hold' as const },
  ];
  const recipe = parseRecipe({
    ...{ epochs: 10, policy: 'random', hide: 0.3, match: { run: 1, hidden: [0, 5] } },
    schedule: { version: 1, clock: 'epoch', tracks: { learningRate: drawn } },
  });
  const scaled = foldRecipe(recipe, 5);
  expect(scaled).toMatchObject({ epochs: 5, match: null, policy: 'random', hide: 0.3 });
  expect(fullSchedule(scaled).tracks.learningRate.map(({ at, value }) => [at, value])).toEqual([
    [0, 0.1],
    [4, 0.2],
  ]);
  expect(foldRecipe({ ...recipe, schedule: null }, 5)).toEqual({
    ...recipe,
    ...{ schedule: null, epochs: 5, match: null },
  });
});
