import { describe, expect, test } from 'vitest';
import { defaultRecipe, fullSchedule, type Recipe } from '../../../src/core/recipe/recipe.ts';
import { asTemplate } from '../../../src/core/template/as-template.ts';
import { fromTemplate } from '../../../src/core/template/from-template.ts';
import { saveTemplate } from '../../../src/core/template/own.ts';
import { templateNamed, templates } from '../../../src/core/template/registry.ts';
import {
  differencesFrom,
  differenceWords,
  follows,
  templateTracks,
} from '../../../renderer/templates/differences.ts';

const own: Recipe = { ...defaultRecipe(), epochs: 27, lr: 0.05, model: 'resnet20' };
const imagenet = templateNamed('kakurenbo-imagenet');
const plusPlus = templateNamed('efficienttrain-plus-plus-resnet');
const keysOf = (recipe: Recipe, template = imagenet) =>
  differencesFrom(recipe, template).map(({ key }) => key);
const withTrack = (recipe: Recipe, tracks: NonNullable<Recipe['schedule']>['tracks']): Recipe => ({
  ...recipe,
  schedule: {
    version: 1,
    clock: fullSchedule(recipe).clock,
    tracks: { ...recipe.schedule?.tracks, ...tracks },
  },
});

test.each(templates.map((template) => [template.name, template] as const))(
  'a recipe that was just made from %s follows it',
  (_, template) => {
    expect(follows(template, fromTemplate(template, own))).toBe(true);
  },
);

describe('a recipe that was made from a template', () => {
  const made = fromTemplate(imagenet, own);

  test('goes on to follow it with another model, seed or batch size', () => {
    expect(keysOf({ ...made, model: 'resnet8', seed: 4, batch: 32 })).toEqual([]);
  });

  test('differs in a setting that was changed', () => {
    expect(differencesFrom({ ...made, warmup: 9 }, imagenet)).toEqual([
      { kind: 'setting', key: 'warmup', label: expect.any(String) as string },
    ]);
  });

  test('differs in a track that was drawn over', () => {
    const drawn = withTrack(made, { tau: [{ at: 0, value: 0.2, easing: 'hold' }] });
    expect(differencesFrom(drawn, imagenet)).toEqual([
      { kind: 'track', key: 'tau', label: 'confidence threshold' },
    ]);
  });

  test('does not differ in a track that is drawn as the settings make it', () => {
    expect(keysOf(withTrack(made, { tau: fullSchedule(made).tracks.tau }))).toEqual([]);
  });

  test('does not differ in a setting that neither of them reads', () => {
    expect(keysOf({ ...made, prune: 0.9 })).toEqual([]);
  });

  test('differs in the tracks that stand at the epochs that it was scaled to', () => {
    expect(keysOf({ ...made, epochs: 90 })).toContain('learningRate');
    expect(fullSchedule(made).tracks.learningRate.map(({ at }) => at)).toEqual([0, 9, 18, 24]);
  });

  test('differs in the hidden counts of a run that it matches', () => {
    expect(keysOf({ ...made, match: { run: 1, hidden: [1] } })).toEqual(['match']);
  });

  test('differs in the clock where a schedule by hand has another one', () => {
    const views = fromTemplate(plusPlus, own);
    const schedule = { version: 1 as const, clock: 'epoch' as const, tracks: {} };
    expect(keysOf({ ...views, schedule }, plusPlus)).toEqual(['clock']);
  });
});

test('a template of one’s own is compared as a published one is', () => {
  const made = withTrack(own, { hideFraction: [{ at: 3, value: 0.4, easing: 'linear' }] });
  const template = asTemplate(saveTemplate(made, 'mine', '2026-11-27T08:00:00Z'));
  expect(keysOf(made, template)).toEqual([]);
  expect(keysOf({ ...made, schedule: null }, template)).toEqual(['hideFraction']);
});

describe('differences are said', () => {
  const made = fromTemplate(imagenet, own);
  const words = (recipe: Recipe) => differenceWords(differencesFrom(recipe, imagenet));

  test('as “the same” where there are none', () => {
    expect(words(made)).toBe('the same');
  });

  test('by their labels, the tracks first', () => {
    const drawn = withTrack(made, {
      hideFraction: [{ at: 0, value: 0.2, easing: 'hold' }],
      tau: [{ at: 0, value: 0.2, easing: 'hold' }],
    });
    expect(words(withTrack(made, drawn.schedule?.tracks ?? {}))).toBe(
      'differs in hide fraction and confidence threshold',
    );
    expect(words({ ...drawn, view: 'efficienttrain' })).toBe(
      'differs in hide fraction, confidence threshold and the setting view policy',
    );
  });

  test('by their number where they are many', () => {
    const label = (key: 'tau' | 'hideFraction') => ({ kind: 'track' as const, key, label: key });
    const many = Array.from({ length: 6 }, () => label('tau'));
    expect(differenceWords(many)).toBe('differs in tau, tau, tau and 3 others');
    expect(differenceWords(many.slice(0, 4))).toBe('differs in tau, tau, tau and tau');
  });
});

describe('the tracks of a template', () => {
  test('are those of a recipe that follows it, whatever is drawn over them', () => {
    const made = fromTemplate(imagenet, own);
    const drawn = withTrack(made, { tau: [{ at: 0, value: 0.2, easing: 'hold' }] });
    expect(templateTracks(imagenet, drawn)).toEqual(fullSchedule(made).tracks);
  });

  test('are none without a template', () => {
    expect(templateTracks(null, own)).toBeNull();
  });

  test('are none where their positions count something else', () => {
    expect(templateTracks(plusPlus, own)).toBeNull();
  });
});
