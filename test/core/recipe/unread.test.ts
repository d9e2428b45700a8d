import { describe, expect, it } from 'vitest';
import { hidingPolicies, hidingPolicyNames } from '../../../src/core/hiding/registry.ts';
import type { ParameterKey } from '../../../src/core/recipe/parameters.ts';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { isOfChosen, readersOf, unread } from '../../../src/core/recipe/unread.ts';
import type { Schedule, Track } from '../../../src/core/schedule/schedule.ts';

const flat = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const drawn = (tracks: Schedule['tracks']): Schedule => ({ version: 1, clock: 'epoch', tracks });

describe('the readers of a setting', () => {
  it.each([
    ['prune', ['infobatch']],
    ['viewFamily', ['efficienttrain-plus-plus']],
    ['lr', null],
  ] as const)('of %s are %j', (key, readers) => {
    expect(readersOf(key)).toEqual(readers);
  });

  it.each(hidingPolicyNames)('say of %s what it says itself', (policy) => {
    const recipe = parseRecipe({ policy });
    for (const name of hidingPolicyNames) {
      for (const key of Object.keys(hidingPolicies[name].settings) as ParameterKey[]) {
        expect([key, isOfChosen(key, recipe)]).toEqual([
          key,
          key in hidingPolicies[policy].settings,
        ]);
      }
    }
  });
});

describe('a setting without effect', () => {
  it.each([
    ['tau', { policy: 'random' }, 'The hiding policy "random" does not read it.'],
    ['growFrom', {}, 'The view policy "none" does not read it.'],
    ['magnitude', {}, 'Only the augmentation "randaugment" has a magnitude.'],
    [
      'magnitude',
      { augment: 'randaugment', view: 'efficienttrain' },
      'The view policy "efficienttrain" schedules it.',
    ],
    ['resampling', {}, 'Every image is shown whole.'],
    [
      'hide',
      { policy: 'random', match: { run: 3, hidden: [0, 1] } },
      'Run 3 gives the hidden counts.',
    ],
  ] as const)('is %s of %j', (key, settings, why) => {
    expect(unread(key, parseRecipe(settings))).toEqual({ why, track: null });
  });

  it.each([
    ['hide', 'hideFraction', 'hide fraction'],
    ['lr', 'learningRate', 'learning rate'],
    ['batch', 'batchSize', 'batch size'],
    ['tau', 'tau', 'confidence threshold'],
  ] as const)('is %s where keyframes stand in for it', (key, track, label) => {
    const schedule = drawn({ [track]: flat(1) });
    expect(unread(key, parseRecipe({ schedule }))).toEqual({
      why: `1 keyframe of the schedule sets the ${label}.`,
      track,
    });
    expect(unread(key, parseRecipe({}))).toBeNull();
  });

  it('is not what a view policy or a drawn bandwidth makes use of', () => {
    const small = drawn({ bandwidth: flat(0.5) });
    expect(unread('resampling', parseRecipe({ view: 'efficienttrain' }))).toBeNull();
    expect(unread('resampling', parseRecipe({ schedule: small }))).toBeNull();
    expect(unread('magnitude', parseRecipe({ augment: 'randaugment' }))).toBeNull();
  });
});
