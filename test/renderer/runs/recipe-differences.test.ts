import { expect, test } from 'vitest';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { recipeDifferences } from '../../../renderer/lib/recipe-differences.ts';

const track = (value: number) => ({
  version: 1,
  clock: 'epoch',
  tracks: { hideFraction: [{ at: 0, value, easing: 'hold' }] },
});

test('equal recipes do not differ', () => {
  expect(recipeDifferences(parseRecipe({}), parseRecipe({}))).toEqual([]);
});

test('a changed setting is told in the words that people type', () => {
  const from = parseRecipe({});
  expect(recipeDifferences(from, parseRecipe({ limit: 500, nesterov: true }))).toEqual([
    { key: 'limit', label: 'training limit', from: 'all', to: '500' },
    { key: 'nesterov', label: 'Nesterov', from: 'no', to: 'yes' },
  ]);
});

test('a track that was drawn is told apart from one by the settings', () => {
  expect(recipeDifferences(parseRecipe({}), parseRecipe({ schedule: track(0.4) }))).toEqual([
    {
      key: 'hideFraction',
      label: 'hide fraction over time',
      from: 'by the settings',
      to: '1 keyframe, 0.4 to 0.4',
    },
  ]);
});

test('a keyframe that moved is a difference even where it reads the same', () => {
  const moved = track(0.4);
  moved.tracks.hideFraction[0].at = 3;
  const differences = recipeDifferences(
    parseRecipe({ schedule: track(0.4) }),
    parseRecipe({ schedule: moved }),
  );
  expect(differences.map(({ key }) => key)).toEqual(['hideFraction']);
});
