import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidingPolicyNames } from '../../../src/core/hiding/registry.ts';
import { steppedDown, defaultLearningRate } from '../../../src/core/schedule/defaults.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { dryRun, type DryRun, type Stage } from '../../../src/core/template/dry-run.ts';
import { templateNamed, templates } from '../../../src/core/template/registry.ts';
import { failureOf } from '../failure.ts';

const scales = fc.record({
  epochs: fc.integer({ min: 3, max: 600 }),
  size: fc.integer({ min: 8, max: 256 }),
});
const shown = (name: string, scale: { epochs?: number; size?: number } = {}): DryRun =>
  dryRun(templateNamed(name), scale);
const column = <Key extends keyof Stage>({ stages }: DryRun, key: Key) =>
  stages.map((stage) => stage[key]);

describe.each(templates.map((template) => [template.name, template] as const))(
  '%s',
  (name, template) => {
    it('goes on where it was, and ends at the end, at any scale', () => {
      fc.assert(
        fc.property(scales, (scale) => {
          const run = dryRun(template, scale);
          let next = 0;
          run.stages.forEach((stage, i) => {
            const before = run.stages[i - 1] as Stage | undefined;
            if (before?.horizonEpochs === stage.horizonEpochs || before === undefined) {
              expect(stage.startEpoch).toBe(next);
            } else {
              const jump = next / before.horizonEpochs - stage.startEpoch / stage.horizonEpochs;
              const rounding = 1.5 / stage.horizonEpochs + 1 / before.horizonEpochs;
              expect(Math.abs(jump)).toBeLessThanOrEqual(rounding);
            }
            expect(stage.epochs).toBeGreaterThan(0);
            next = stage.startEpoch + stage.epochs;
          });
          const last = run.stages[run.stages.length - 1];
          expect([next, last.bandwidth]).toEqual([scale.epochs, scale.size]);
          expect(last.horizonEpochs).toBe(scale.epochs);
        }),
        { numRuns: 40 },
      );
    });

    it('never costs more than the plain run', () => {
      fc.assert(
        fc.property(scales, (scale) => {
          const run = dryRun(template, scale);
          expect(run.compute).toBeLessThanOrEqual(1 + 1e-9);
          expect(run.compute).toBeGreaterThan(0);
          for (const { hideFraction, learningRateFactor, compute } of run.stages) {
            expect(hideFraction).toBeGreaterThanOrEqual(0);
            expect(hideFraction).toBeLessThan(1);
            expect(learningRateFactor).toBeGreaterThanOrEqual(1);
            expect(compute).toBeGreaterThan(0);
          }
        }),
        { numRuns: 40 },
      );
    });

    it('shows ever more of an image, and learns ever slower', () => {
      fc.assert(
        fc.property(scales, (scale) => {
          const run = dryRun(template, scale);
          const sides = column(run, 'bandwidth');
          expect(sides).toEqual(sides.toSorted((a, b) => a - b));
          for (const { learningRate } of run.stages) {
            if (learningRate !== null) {
              expect(learningRate.to).toBeLessThanOrEqual(learningRate.from);
            }
          }
        }),
        { numRuns: 40 },
      );
    });

    it('says that a run follows neither its views nor its magnitudes nor an unknown policy', () => {
      const run = dryRun(template, {});
      const said = run.notYet.join(' ');
      const smaller = run.stages.some(({ bandwidth }) => bandwidth < run.size);
      const augmented = run.stages.some(({ magnitude }) => magnitude !== null);
      const policy = template.hiding?.(run.epochs).policy;
      const unknown = policy !== undefined && !hidingPolicyNames.some((known) => known === policy);
      expect(said.includes('Views are not applied')).toBe(smaller);
      expect(said.includes('Random augmentation is not applied')).toBe(augmented);
      expect(said.includes('The hiding policy')).toBe(unknown);
      expect(said).toContain('cannot be started from a template');
      for (const model of run.models) {
        if (!model.inMikke) expect(said).toContain(model.name);
      }
    });

    it('says where each figure is from', () => {
      for (const { what, value, source } of template.figures) {
        for (const text of [what, value, source]) expect(text).not.toBe('');
      }
    });

    it('stands on the card', () => {
      const card = readFileSync(join(import.meta.dirname, '../../../docs/templates.md'), 'utf8');
      expect(card).toContain(`\`${name}\``);
    });
  },
);

describe('the registry', () => {
  it('has each template once, in the order of the list', () => {
    expect(templates.map(({ name }) => name)).toEqual([
      'kakurenbo-cifar100',
      'kakurenbo-imagenet',
      'kakurenbo-fractal',
      'efficienttrain-v1',
      'efficienttrain-plus-plus-resnet',
      'efficienttrain-plus-plus-convnext',
      'efficienttrain-plus-plus-deit',
      'infobatch',
      'selective-backprop',
      'progressive-resizing',
      'kakurenbo-efficienttrain-plus-plus',
    ]);
  });

  it('names the nearest template when one is misspelt', () => {
    expect(failureOf(() => templateNamed('kakurenbo-cifar10'))).toEqual({
      code: 'unknown-template',
      message:
        'There is no template "kakurenbo-cifar10". Did you mean "kakurenbo-cifar100"? Nothing was done. "mikke template list" lists them.',
    });
  });
});

describe('KAKURENBO’s templates', () => {
  it('have the published fractions and factors at the published epochs', () => {
    const run = shown('kakurenbo-cifar100');
    expect(column(run, 'startEpoch')).toEqual([0, 1, 60, 120, 160]);
    expect(column(run, 'hideFraction').map((f) => f.toFixed(2))).toEqual([
      '0.30',
      '0.30',
      '0.24',
      '0.18',
      '0.12',
    ]);
    expect(column(run, 'learningRateFactor').map((f) => f.toFixed(4))).toEqual([
      '1.0000',
      '1.4286',
      '1.3158',
      '1.2195',
      '1.1364',
    ]);
    const rates = run.stages.map((stage) => stage.learningRate?.from ?? NaN);
    [1, 1, 0.2, 0.04, 0.008].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
  });

  it('step at 30, 60 and 80 of 90 epochs for ImageNet, after a warm-up of 5', () => {
    expect(column(shown('kakurenbo-imagenet'), 'startEpoch')).toEqual([0, 5, 30, 60, 80]);
  });

  it('never reach the last fraction on fractals', () => {
    expect(column(shown('kakurenbo-fractal'), 'startEpoch')).toEqual([0, 5, 30, 60]);
    const last = shown('kakurenbo-fractal').stages[3];
    expect(last.hideFraction).toBeCloseTo(0.18, 12);
  });

  it('are, for CIFAR-100, what a run follows by default', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (epochs) => {
        const fractions = steppedDown(0.3, epochs);
        const rates = defaultLearningRate(1, 'step', epochs);
        for (const stage of shown('kakurenbo-cifar100', { epochs }).stages) {
          for (let e = stage.startEpoch; e < stage.startEpoch + stage.epochs; e++) {
            expect(stage.hideFraction).toBe(evaluate(fractions, e));
            expect(stage.learningRate?.from).toBeCloseTo(evaluate(rates, e), 12);
            expect(stage.learningRateFactor === 1).toBe(e < 1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('cost 3N - 2H an epoch at the least, and all of epoch 0, in which nothing is hidden', () => {
    const run = shown('kakurenbo-cifar100');
    expect(run.stages[0].compute).toBeCloseTo(1 / 200, 12);
    expect(run.stages[2].compute).toBeCloseTo((60 / 200) * (1 - (2 / 3) * 0.24), 12);
    expect(run.computeIsCertain).toBe(false);
  });
});

describe('the templates of views', () => {
  it('are the published 1.53x for EfficientTrain', () => {
    const run = shown('efficienttrain-v1');
    expect(run.compute).toBeCloseTo(0.653, 3);
    expect((1 / run.compute).toFixed(2)).toBe('1.53');
    expect(column(run, 'epochs')).toEqual([60, 60, 60, 60, 60]);
  });

  it.each([
    ['resnet', 454],
    ['convnext', 315],
    ['deit', 469],
  ])('cost two thirds of 300 plain epochs for EfficientTrain++, %s', (family, passes) => {
    const run = shown(`efficienttrain-plus-plus-${family}`);
    expect([run.passes, run.baselineEpochs, run.computeIsCertain]).toEqual([passes, 300, true]);
    expect(Math.abs(run.compute - 2 / 3)).toBeLessThan(0.003);
  });

  it('have a cosine that goes on where it was when the bandwidth changes', () => {
    const { stages } = shown('efficienttrain-plus-plus-deit');
    stages.slice(1).forEach((stage, i) => {
      const jump = (stage.learningRate?.from ?? NaN) - (stages[i].learningRate?.to ?? NaN);
      expect(Math.abs(jump)).toBeLessThan(0.005);
    });
  });

  it('say which stages so few epochs leave out', () => {
    expect(shown('efficienttrain-v1', { epochs: 3 }).remarks[0]).toBe(
      '2 of the 5 published stages are left out, for so few epochs leave none to them.',
    );
    expect(shown('efficienttrain-v1', { epochs: 5 }).remarks.join(' ')).not.toContain('left out');
  });

  it('say how sizes were scaled', () => {
    expect(shown('efficienttrain-plus-plus-deit', { size: 28 }).remarks[0]).toBe(
      'The published 96, 160, 192, 224 of 224 pixels become 12, 20, 24, 28 of 28: multiples of 4, since networks halve images twice.',
    );
    expect(shown('efficienttrain-v1').remarks.join(' ')).not.toContain('become');
    expect(shown('kakurenbo-imagenet', { size: 28 }).remarks.join(' ')).not.toContain('become');
  });
});

describe('the templates of other methods', () => {
  it('hide nobody in the first epoch and the last eighth of InfoBatch', () => {
    const run = shown('infobatch', { epochs: 80 });
    expect(column(run, 'epochs')).toEqual([1, 69, 10]);
    expect(column(run, 'hideFraction')).toEqual([0, 0.5, 0]);
  });

  it('cost 2.75 of 3 units while Selective-Backprop selects from every second batch', () => {
    const run = shown('selective-backprop', { epochs: 10 });
    expect(column(run, 'epochs')).toEqual([5, 4, 1]);
    expect(run.stages[1].compute).toBeCloseTo(0.4 * (2.75 / 3), 12);
    expect(run.computeIsCertain).toBe(true);
  });

  it('combine the stages of EfficientTrain++ with the fractions of KAKURENBO', () => {
    const run = shown('kakurenbo-efficienttrain-plus-plus');
    const views = shown('efficienttrain-plus-plus-resnet');
    expect(run.passes).toBe(views.passes);
    expect(column(run, 'hideFraction').map((f) => f.toFixed(2))).toEqual([
      '0.30',
      '0.30',
      '0.30',
      '0.30',
      '0.24',
      '0.24',
      '0.24',
      '0.18',
      '0.18',
      '0.12',
      '0.12',
    ]);
    expect(run.compute).toBeLessThan(views.compute);
    expect(run.published.figures).toEqual([]);
  });
});
