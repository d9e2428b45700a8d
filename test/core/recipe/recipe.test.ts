import { describe, expect, it } from 'vitest';
import {
  checkRecipe,
  defaultRecipe,
  fullSchedule,
  parseRecipe,
  type Recipe,
} from '../../../src/core/recipe/recipe.ts';
import { parameterKeys, parameters } from '../../../src/core/recipe/parameters.ts';
import { steppedDown, defaultLearningRate } from '../../../src/core/schedule/defaults.ts';
import type { Schedule, Track } from '../../../src/core/schedule/schedule.ts';
import { failureOf } from '../failure.ts';

const shape = { height: 28, width: 28 };
const parseFailure = (given: unknown) => failureOf(() => parseRecipe(given));
const recipe = (settings: Partial<Recipe> = {}): Recipe => ({ ...defaultRecipe(), ...settings });
const checkFailure = (settings: Partial<Recipe>, samples: number) =>
  failureOf(() => checkRecipe(recipe(settings), samples, shape));
const held = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const withTracks = (tracks: Schedule['tracks']): Schedule => ({
  version: 1,
  clock: 'epoch',
  tracks,
});

describe('parseRecipe', () => {
  it('fills in every default', () => {
    const parsed: Record<string, unknown> = parseRecipe({});
    for (const key of parameterKeys)
      expect([key, parsed[key]]).toEqual([key, parameters[key].default]);
    expect(parsed).toMatchObject({ version: 1, schedule: null, files: null, match: null });
  });

  it('keeps what is given and leaves the rest', () => {
    expect(parseRecipe({ epochs: 5, policy: 'none', limit: 4000 })).toEqual(
      recipe({ epochs: 5, policy: 'none', limit: 4000 }),
    );
  });

  it('takes undefined for left out', () => {
    expect(parseRecipe({ epochs: undefined, match: undefined })).toEqual(defaultRecipe());
  });

  it('gives back a full recipe as it is, from JSON too', () => {
    const full = recipe({
      limit: 4000,
      policy: 'random',
      schedule: withTracks({ hideFraction: held(0.2) }),
      files: { trainImages: 'a.gz' },
      match: { run: 3, hidden: [0, 5, 7] },
    });
    expect(parseRecipe(JSON.parse(JSON.stringify(full)))).toEqual(full);
  });

  it('puts settings in the same order, however they were given', () => {
    const keys = Object.keys(parseRecipe({ seed: 3, epochs: 2, dataset: 'x' }));
    expect(keys).toEqual(Object.keys(defaultRecipe()));
  });

  it('does not change what it was given', () => {
    const given = Object.freeze({ epochs: 5 });
    expect(() => parseRecipe(given)).not.toThrow();
  });

  it.each([null, undefined, 3, 'recipe', [], [{}]])('refuses %j, which is no recipe', (given) => {
    expect(parseFailure(given).code).toBe('bad-usage');
  });

  it.each([
    ['epocs', 'epochs'],
    ['learning', undefined],
    ['test_limit', 'testLimit'],
    ['polcy', 'policy'],
    ['zzz', undefined],
  ])('refuses the unknown setting %s, meaning %s', (key, suggestion) => {
    const { code, message } = parseFailure({ [key]: 1 });
    expect(code).toBe('unknown-key');
    expect(message).toContain(`"${key}"`);
    if (suggestion === undefined) expect(message).not.toContain('Did you mean');
    else expect(message).toContain(`Did you mean "${suggestion}"?`);
  });

  it('refuses a setting named like a part of every object', () => {
    expect(parseFailure(JSON.parse('{"__proto__": {}}')).code).toBe('unknown-key');
    expect(parseFailure({ constructor: 1 }).code).toBe('unknown-key');
  });

  it.each<[string, unknown, string]>([
    ['epochs', 0, 'a whole number from 1 to 65535'],
    ['epochs', 2.5, 'a whole number from 1 to 65535'],
    ['epochs', '5', 'a whole number from 1 to 65535'],
    ['hide', 1.2, 'a number from 0 to 1'],
    ['hide', NaN, 'a number from 0 to 1'],
    ['lr', -0.1, 'a number from 0 to 1000'],
    ['policy', 'kakurembo', 'one of none, random, kakurenbo'],
    ['model', null, 'one of resnet8, resnet20'],
    ['nesterov', 'true', 'true or false'],
    ['dataset', '', 'a text that is not empty'],
    ['limit', 0, 'a whole number from 1'],
    ['match', { run: 0, hidden: [] }, 'null, or a run with its hidden counts'],
    ['match', { run: 1, hidden: [-1] }, 'null, or a run with its hidden counts'],
    ['files', { trainImages: '' }, 'null, or names of image and label files'],
    ['files', { images: 'x' }, 'null, or names of image and label files'],
    ['version', 2, '1, the only version that this Mikke knows'],
  ])('refuses %s = %j and says what it must be', (key, value, expected) => {
    const { code, message } = parseFailure({ [key]: value });
    expect(code).toBe('bad-value');
    expect(message.startsWith(`${key} cannot be "`)).toBe(true);
    expect(message).toContain(`it must be ${expected}`);
  });

  it('shows the value that it refuses', () => {
    expect(parseFailure({ hide: NaN }).message).toContain('"NaN"');
    expect(parseFailure({ hide: [1] }).message).toContain('"[1]"');
    expect(parseFailure({ policy: 'kakurembo' }).message).toContain('"kakurembo"');
  });

  it('refuses a schedule with the path of what is wrong in it', () => {
    const schedule = withTracks({ hideFraction: held(1.5) });
    const { code, message } = parseFailure({ schedule });
    expect(code).toBe('bad-schedule');
    expect(message).toContain('"schedule"');
    expect(message).toContain('at tracks.hideFraction.0.value: ');
  });
});

describe('fullSchedule', () => {
  it('follows the settings where no track is given', () => {
    const { tracks } = fullSchedule(recipe({ hide: 0.5, lr: 0.2, epochs: 20 }));
    expect(tracks).toEqual({
      hideFraction: steppedDown(0.5, 20),
      learningRate: defaultLearningRate(0.2, 'cosine', 20),
      bandwidth: held(1),
      magnitude: held(9),
      tau: held(0.7),
      batchSize: held(64),
      mixup: held(0),
    });
  });

  it('follows the settings for the learning rate in steps', () => {
    const { tracks } = fullSchedule(recipe({ lr: 0.2, epochs: 20, lrSchedule: 'step' }));
    expect(tracks.learningRate).toEqual(defaultLearningRate(0.2, 'step', 20));
  });

  it('takes a given track and keeps the defaults of the others', () => {
    const schedule = withTracks({ learningRate: held(0.05) });
    const { tracks } = fullSchedule(recipe({ hide: 0.5, epochs: 20, schedule }));
    expect(tracks).toEqual({
      ...fullSchedule(recipe({ hide: 0.5, epochs: 20 })).tracks,
      learningRate: held(0.05),
    });
  });
});

describe('checkRecipe', () => {
  it.each<[string, Partial<Recipe>, number]>([
    ['as many samples as one batch', { batch: 64 }, 64],
    ['nearly everything hidden', { batch: 1, hide: 0.99 }, 100],
    ['no hiding, whatever the fraction', { policy: 'none', hide: 1 }, 1000],
    [
      'a match of just enough epochs',
      { policy: 'random', epochs: 2, match: { run: 1, hidden: [0, 99] } },
      100,
    ],
  ])('lets %s pass', (_, settings, samples) => {
    expect(() => checkRecipe(recipe(settings), samples, shape)).not.toThrow();
  });

  it.each([0, 1, 63])('refuses %i samples for a batch of 64', (samples) => {
    const { code, message } = checkFailure({ batch: 64 }, samples);
    expect(code).toBe('dataset-too-small');
    expect(message).toContain(`${samples} samples`);
  });

  it.each(['random', 'kakurenbo'] as const)('refuses to hide everything (%s)', (policy) => {
    expect(checkFailure({ policy, hide: 1 }, 1000).code).toBe('everything-hidden');
  });

  it('names the first epoch in which a track would hide everything', () => {
    const schedule = withTracks({
      hideFraction: [
        { at: 0, value: 0.5, easing: 'linear' },
        { at: 4, value: 1, easing: 'hold' },
      ],
    });
    const { code, message } = checkFailure({ schedule, epochs: 10 }, 1000);
    expect(code).toBe('everything-hidden');
    expect(message).toContain('In epoch 4 ');
  });

  it('does not mind what a track would do after the last epoch', () => {
    const schedule = withTracks({
      hideFraction: [
        { at: 0, value: 0.5, easing: 'hold' },
        { at: 4, value: 1, easing: 'hold' },
      ],
    });
    expect(() => checkRecipe(recipe({ schedule, epochs: 4 }), 1000, shape)).not.toThrow();
  });

  it('refuses more passes than the ledger can count', () => {
    const schedule: Schedule = { ...withTracks({ bandwidth: held(0.01) }), clock: 'compute' };
    const given = recipe({ schedule, epochs: 300 });
    const { code, message } = failureOf(() =>
      checkRecipe(given, 1000, { height: 224, width: 224 }),
    );
    expect(code).toBe('bad-value');
    expect(message).toContain(
      '1 to 65,535 passes over the data set, and it makes more than 65,535',
    );
  });

  it('refuses to replay samples where the schedule counts epochs', () => {
    const schedule = { version: 1 as const, clock: 'epoch' as const, tracks: {} };
    const given = { view: 'efficienttrain-plus-plus', replay: true } as const;
    expect(() => checkRecipe(recipe(given), 1000, shape)).not.toThrow();
    const { code, message } = checkFailure({ ...given, schedule }, 1000);
    expect(code).toBe('bad-value');
    expect(message).toContain('replay cannot be "true"');
  });

  it.each(['none', 'kakurenbo'] as const)('refuses a match for the policy %s', (policy) => {
    const { code, message } = checkFailure({ policy, match: { run: 1, hidden: [] } }, 1000);
    expect(code).toBe('unused-setting');
    expect(message).toContain(`"${policy}"`);
  });

  it('refuses to match a run with fewer epochs', () => {
    const match = { run: 7, hidden: [0, 1] };
    const { code, message } = checkFailure({ policy: 'random', epochs: 3, match }, 1000);
    expect(code).toBe('match-impossible');
    expect(message).toContain('run 7');
    expect(message).toContain('2 recorded epochs, and 3 are needed');
  });

  it('refuses to match a run that hid as many samples as there are', () => {
    const match = { run: 7, hidden: [0, 1000] };
    const { code } = checkFailure({ policy: 'random', epochs: 2, match }, 1000);
    expect(code).toBe('match-impossible');
  });
});
