import { describe, expect, test } from 'vitest';
import { defaultRecipe, fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { dryRun } from '../../../src/core/template/dry-run.ts';
import { templateNamed, templates } from '../../../src/core/template/registry.ts';
import { bars, computeWords, follows, fromTemplate } from '../../../renderer/runs/templates.ts';

const own = {
  ...defaultRecipe(),
  ...({ dataset: '/data/fashion', limit: 500, model: 'resnet20', epochs: 27, lr: 0.05 } as const),
  ...({ flip: true, mixup: 0.2, seed: 9, momentum: 0.8 } as const),
};
const changed = {
  ...own,
  ...({ policy: 'random', hide: 0.5, view: 'progressive-resizing', growFrom: 0.1 } as const),
  ...({ augment: 'trivialaugment-wide', lrSchedule: 'step' } as const),
  match: { run: 1, hidden: [1] },
  schedule: {
    version: 1 as const,
    clock: 'epoch' as const,
    tracks: { tau: [{ at: 0, value: 0.5, easing: 'hold' as const }] },
  },
};

describe.each(templates.map((template) => [template.name, template] as const))(
  'a draft from the template %s',
  (_, template) => {
    test('keeps data, model, optimiser and run, and nothing of the method before', () => {
      expect(fromTemplate(template, changed)).toEqual(fromTemplate(template, own));
      const { dataset, limit, model, epochs, lr, flip, mixup, seed, momentum } = fromTemplate(
        template,
        changed,
      );
      expect({ ...own, dataset, limit, model, epochs, lr, flip, mixup, seed, momentum }).toEqual(
        own,
      );
    });

    test('follows it, and is a recipe', () => {
      const draft = fromTemplate(template, changed);
      expect(follows(template, draft)).toBe(true);
      expect(parseRecipe(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
    });

    test('is drawn as wide as its compute, and no higher than the image', () => {
      const run = dryRun(template, { epochs: 27, size: 28 });
      const drawn = bars(run, 28);
      const last = drawn[drawn.length - 1];
      expect(last.x + last.width).toBeCloseTo(run.compute, 9);
      for (const { shown, hidden } of drawn) {
        expect(shown > 0 && shown <= 1 && hidden >= 0 && hidden < 1).toBe(true);
      }
    });
  },
);

test('a draft no longer follows a template when its method is changed', () => {
  const template = templateNamed('kakurenbo-imagenet');
  const draft = fromTemplate(template, own);
  expect(follows(template, { ...draft, seed: 4, width: 4 })).toBe(true);
  expect(follows(template, { ...draft, hide: 0.2 })).toBe(false);
  // Its steps stand at the epochs that it was scaled to.
  expect(follows(template, { ...draft, epochs: 90 })).toBe(false);
  expect(fullSchedule(draft).tracks.learningRate.map(({ at }) => at)).toEqual([0, 9, 18, 24]);
});

test('compute is said with its baseline, and where it is the least possible', () => {
  const words = (name: string) => computeWords(dryRun(templateNamed(name), { epochs: 5 }));
  expect(words('efficienttrain-v1')).toBe('0.653 of the compute of 5 plain epochs');
  expect(words('kakurenbo-cifar100')).toMatch(
    /^at least 0\.8\d+ of the compute of 5 plain epochs$/,
  );
  expect(words('efficienttrain-plus-plus-resnet')).toContain('7.5 plain epochs');
});
