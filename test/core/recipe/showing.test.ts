import { describe, expect, it } from 'vitest';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { notExact, showingOf, showingWords } from '../../../src/core/recipe/showing.ts';

const image = { height: 8, width: 8 };
const half = { epoch: 3, at: 3, viewHeight: 4, viewWidth: 4 };
const showing = (
  settings: Record<string, unknown>,
  state: 'trained' | 'hidden',
  forwarded = true,
) => {
  const recipe = parseRecipe({ flip: true, epochs: 10, ...settings });
  return showingOf(recipe, fullSchedule(recipe), half, image, { state, forwarded });
};
const view = { height: 4, width: 4, resampling: 'frequency' };

describe('how a run shows a sample in an epoch', () => {
  it.each([
    ['trains on it augmented and as the view has it', {}, 'trained', 'train', true, view],
    ['refreshes it as it is, through the view', {}, 'hidden', 'refresh', false, view],
    [
      'augments the refresh where the recipe says so',
      { refreshAugment: true },
      'hidden',
      'refresh',
      true,
      view,
    ],
    [
      'does not where the policy has no such setting',
      { policy: 'random', refreshAugment: true },
      'hidden',
      'refresh',
      false,
      view,
    ],
    [
      'does not show it where nothing is refreshed',
      { policy: 'infobatch' },
      'hidden',
      null,
      false,
      null,
    ],
    ['scores it as it is before the epoch', { policy: 'iswr' }, 'hidden', 'score', false, view],
    ['takes gradients of the whole image', { policy: 'gradmatch' }, 'hidden', 'score', false, null],
    ['forwards it with its batch', { policy: 'rho-loss' }, 'hidden', 'choice', true, view],
  ] as const)('%s', (_, settings, state, pass, augmented, seen) => {
    const found = showing(settings, state);
    expect(found.pass).toBe(pass);
    expect(found.augmentation !== null).toBe(augmented);
    expect(found.view).toEqual(seen);
    expect(found.mixed).toBeNull();
  });

  it('never shows who is held out', () => {
    expect(showing({ policy: 'rho-loss' }, 'hidden', false).pass).toBeNull();
    expect(showingWords(showing({ policy: 'rho-loss' }, 'hidden', false), image, [])).toEqual([
      'Not shown to the network in this epoch: this is the picture as it is.',
    ]);
  });

  it('mixes others into what is trained on, and into nothing else', () => {
    expect(showing({ mixup: 0.2 }, 'trained').mixed).toEqual({ mixup: 0.2, cutmix: 0 });
    expect(showing({ mixup: 0.2 }, 'hidden').mixed).toBeNull();
  });
});

describe('whether a picture is exact', () => {
  const train = { pass: 'train', view: null, mixed: null } as const;
  it('is so for whole images of the same version', () => {
    expect(notExact(train, '1.0.0', '1.0.0')).toBeNull();
    expect(notExact({ ...train, pass: null }, '0.9.0', '1.0.0')).toBeNull();
  });

  it('is not so for smaller views, mixed batches and other versions, and says why', () => {
    const all = {
      ...train,
      view: { ...image, resampling: 'bilinear' },
      mixed: { mixup: 1, cutmix: 0 },
    } as const;
    const said = notExact(all, '0.9.0', '1.0.0');
    expect(said).toMatch(/^Not bit for bit: what was mixed into it is left out, and .*\.$/);
    expect(said).toContain('rounds the sums');
    expect(said).toContain('trained by Mikke 0.9.0, and this is 1.0.0');
  });
});
