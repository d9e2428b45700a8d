import { describe, expect, test } from 'vitest';
import { defaultRecipe, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { fromTemplate } from '../../../src/core/template/from-template.ts';
import { templates } from '../../../src/core/template/registry.ts';

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
  'a recipe from the template %s',
  (_, template) => {
    test('keeps data, model, optimiser and run, and nothing of the method before', () => {
      const made = fromTemplate(template, changed);
      expect(made).toEqual(fromTemplate(template, own));
      const { dataset, limit, model, epochs, lr, flip, mixup, seed, momentum } = made;
      expect({ ...own, dataset, limit, model, epochs, lr, flip, mixup, seed, momentum }).toEqual(
        own,
      );
    });

    test('can be read as a recipe', () => {
      const made = fromTemplate(template, changed);
      expect(parseRecipe(JSON.parse(JSON.stringify(made)))).toEqual(made);
    });
  },
);
