import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/core/errors/catalogue.ts';
import { defaultRecipe, parseRecipe, type Recipe } from '../../../src/core/recipe/recipe.ts';
import type { Schedule } from '../../../src/core/schedule/schedule.ts';
import {
  changesFor,
  fieldOfError,
  matchable,
  matchOf,
  rangeText,
  readField,
  summaryOf,
  withoutTrack,
} from '../../../renderer/runs/fields.ts';
import { runDocument } from './runs.ts';

const keyframes: Schedule = {
  version: 1,
  clock: 'epoch',
  tracks: { hideFraction: [{ at: 0, value: 0.2, easing: 'hold' }] },
};

describe('a typed text', () => {
  test.each([
    ['epochs', '12', 12],
    ['limit', 'all', null],
    ['lr', '1e-3', 0.001],
    ['nesterov', 'true', true],
  ] as const)('of %s, "%s", is read', (key, text, value) => {
    expect(readField(key, text)).toEqual({ value, problem: null });
  });

  test.each([
    ['width', '0', 'Width must be a whole number from 1 to 1024.'],
    ['limit', 'some', 'Training limit must be a whole number from 1 to 100000000, or all.'],
    ['dataset', ' ', 'Data set must be a text that is not empty.'],
  ] as const)('of %s, "%s", is refused with a sentence', (key, text, problem) => {
    expect(readField(key, text)).toEqual({ problem });
  });
});

test('a range says its ends and the default, without ends that nobody reaches', () => {
  expect(rangeText('epochs')).toBe('1 to 65,535; 10 by default');
  expect(rangeText('limit')).toBe('1 or more; all by default');
  expect(rangeText('weightDecay')).toBe('0 to 1; 0.0005 by default');
});

test('the field of a policy says what the chosen one does', () => {
  const recipe = parseRecipe({ policy: 'none', view: 'efficienttrain' });
  expect(summaryOf('policy', recipe)).toMatch(/^Every sample trains/);
  expect(summaryOf('view', recipe)).toMatch(/^Shows the low frequencies/);
  expect(summaryOf('lr', recipe)).toBeNull();
});

test('taking keyframes away leaves the other track, and no schedule where none is left', () => {
  const learningRate = [{ at: 0, value: 0.1, easing: 'linear' as const }];
  const both = { ...keyframes, tracks: { ...keyframes.tracks, learningRate } };
  expect(withoutTrack(parseRecipe({ schedule: both }), 'hideFraction')).toEqual({
    ...keyframes,
    tracks: { learningRate },
  });
  expect(withoutTrack(parseRecipe({ schedule: keyframes }), 'hideFraction')).toBeNull();
});

test('a policy other than random lets go of the matched counts', () => {
  const recipe = parseRecipe({ policy: 'random', match: { run: 3, hidden: [1] } });
  expect({ ...recipe, ...changesFor('policy', 'none', recipe) }.match).toBeNull();
  expect({ ...recipe, ...changesFor('seed', 2, recipe) }.match).not.toBeNull();
});

test('a schedule counts what a newly chosen view policy counts, unless it counted something else', () => {
  const clockUnder = (recipe: Recipe) =>
    changesFor('view', 'efficienttrain-plus-plus', recipe).schedule?.clock;
  expect(clockUnder(parseRecipe({ schedule: keyframes }))).toBe('compute');
  const kept = { ...keyframes, clock: 'compute' };
  expect(clockUnder(parseRecipe({ schedule: kept }))).toBeUndefined();
  expect(clockUnder(parseRecipe({}))).toBeUndefined();
});

test('only a run that chose whom to hide, for long enough, can be matched', () => {
  const runs = [
    runDocument({ id: 1, epochs: 4, recipe: { policy: 'kakurenbo' } }),
    runDocument({ id: 2, epochs: 2, recipe: { policy: 'kakurenbo' } }),
    runDocument({ id: 3, epochs: 4, recipe: { policy: 'none' } }),
  ];
  expect(matchable(runs, 3).map(({ id }) => id)).toEqual([1]);
  expect(matchOf(runs[0])).toEqual({ run: 1, hidden: [20, 20, 20, 20] });
});

test('a refusal stands at a field that can be changed', () => {
  expect(fieldOfError('dataset-too-small')).toBe('batch');
  expect(fieldOfError('dataset-missing')).toBe('dataset');
  expect(fieldOfError('project-in-use')).toBeNull();
  for (const code of Object.keys(catalogue)) {
    const field = fieldOfError(code);
    if (field !== null) expect(Object.keys(defaultRecipe())).toContain(field);
  }
});
