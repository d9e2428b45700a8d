import { describe, expect, test } from 'vitest';
import { dryRun } from '../../../src/core/template/dry-run.ts';
import { templateNamed, templates } from '../../../src/core/template/registry.ts';
import { bars, computeWords } from '../../../renderer/templates/picture.ts';

describe.each(templates.map((template) => [template.name, template] as const))(
  'the picture of the template %s',
  (_, template) => {
    test('is as wide as its compute, and no higher than the image', () => {
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

test('compute is said with its baseline, and where it is the least possible', () => {
  const words = (name: string) => computeWords(dryRun(templateNamed(name), { epochs: 5 }));
  expect(words('efficienttrain-v1')).toBe('0.653 of the compute of 5 plain epochs');
  expect(words('kakurenbo-cifar100')).toMatch(
    /^at least 0\.8\d+ of the compute of 5 plain epochs$/,
  );
  expect(words('efficienttrain-plus-plus-resnet')).toContain('7.5 plain epochs');
});
