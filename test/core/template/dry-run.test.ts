import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dryRun, type DryRun, type Stage } from '../../../src/core/template/dry-run.ts';
import { templateNamed, templates } from '../../../src/core/template/registry.ts';
import { failureOf } from '../failure.ts';

const scales = fc.record({
  epochs: fc.integer({ min: 10, max: 600 }),
  size: fc.integer({ min: 8, max: 256 }),
});
const shown = (name: string, scale: { epochs?: number; size?: number } = {}): DryRun =>
  dryRun(templateNamed(name), scale);
const column = <Key extends keyof Stage>({ stages }: DryRun, key: Key) =>
  stages.map((stage) => stage[key]);

describe.each(templates.map((template) => [template.name, template] as const))(
  '%s',
  (_, template) => {
    const forAnyScale = (check: (run: DryRun) => void) =>
      fc.assert(
        fc.property(scales, (scale) => {
          check(dryRun(template, scale));
        }),
        { numRuns: 40 },
      );

    it('goes on where it was, up to the rounding of passes, and ends with whole images', () => {
      forAnyScale((run) => {
        let before: Stage | undefined;
        for (const stage of run.stages) {
          // Half a pass at a change of size, and what whole horizons leave.
          const most = before?.bandwidth === stage.bandwidth ? 1e-9 : 2 * (stage.to - stage.from);
          expect(Math.abs(stage.from - (before?.to ?? 0))).toBeLessThanOrEqual(most);
          expect(stage.epochs).toBeGreaterThan(0);
          before = stage;
        }
        expect(before?.to).toBeCloseTo(run.epochs, 9);
        expect(before?.bandwidth).toBe(run.size);
      });
    });

    it('never costs more than the plain run', () => {
      forAnyScale((run) => {
        expect(run.compute).toBeLessThanOrEqual(1 + 1e-9);
        for (const { hideFraction, learningRateFactor, compute } of run.stages) {
          expect(hideFraction >= 0 && hideFraction < 1).toBe(true);
          expect(learningRateFactor).toBeGreaterThanOrEqual(1);
          expect(compute).toBeGreaterThan(0);
        }
      });
    });

    it('shows ever more of an image, and learns ever slower', () => {
      forAnyScale((run) => {
        const sides = column(run, 'bandwidth');
        expect(sides).toEqual(sides.toSorted((a, b) => a - b));
        for (const { learningRate } of run.stages) {
          if (learningRate !== null) {
            expect(learningRate.to).toBeLessThanOrEqual(learningRate.from);
          }
        }
      });
    });

    it('says which of its models are not there', () => {
      const run = dryRun(template, {});
      for (const { name, inMikke } of run.models) {
        if (!inMikke) expect(run.notYet.join(' ')).toContain(name);
      }
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
    expect(column(run, 'from')).toEqual([0, 1, 60, 120, 160]);
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
    expect(column(shown('kakurenbo-imagenet'), 'from')).toEqual([0, 5, 30, 60, 80]);
  });

  it('never reach the last fraction on fractals', () => {
    expect(column(shown('kakurenbo-fractal'), 'from')).toEqual([0, 5, 30, 60]);
    const last = shown('kakurenbo-fractal').stages[3];
    expect(last.hideFraction).toBeCloseTo(0.18, 12);
  });

  it('cost 3N - 2H an epoch at the least, and all of epoch 0, in which nothing is hidden', () => {
    const run = shown('kakurenbo-cifar100');
    expect(run.stages[0].compute).toBeCloseTo(1 / 200, 12);
    expect(run.stages[2].compute).toBeCloseTo((60 / 200) * (1 - (2 / 3) * 0.24), 12);
    expect(run.computeIsLeast).toBe(true);
  });

  it('are no bound where lots decide, as Selective-Backprop’s is none', () => {
    const run = shown('selective-backprop');
    // Over 0.4 of the epochs every second batch is forwarded once more, and half of it left out.
    expect(run.compute).toBeCloseTo(1 + (0.4 * (0.5 - 3 * 0.25)) / 3, 4);
    expect(run.computeIsLeast).toBe(false);
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
    expect([run.passes, run.baselineEpochs, run.computeIsLeast]).toEqual([passes, 300, false]);
    expect(Math.abs(run.compute - 2 / 3)).toBeLessThan(0.003);
  });

  it('say in how many passes of a stage the whole curve would be gone through', () => {
    const horizons = (name: string) => [...new Set(column(shown(name), 'horizonEpochs'))];
    expect(horizons('efficienttrain-plus-plus-deit')).toEqual([1088, 392, 272, 200]);
    expect(horizons('efficienttrain-v1')).toEqual([300]);
  });

  it('name the published batch size, which a run does not take over', () => {
    const { stages, settings } = shown('efficienttrain-v1');
    expect(stages[0].batchSize).toBe(4096);
    expect(settings).not.toHaveProperty('batch');
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
  it('hide nobody in the last eighth of InfoBatch, and count its first epoch whole', () => {
    const run = shown('infobatch', { epochs: 80 });
    expect(column(run, 'epochs')).toEqual([70, 10]);
    expect(column(run, 'hideFraction')).toEqual([0.5, 0]);
    expect(run.stages[0].compute).toBeCloseTo((1 + 69 / 2) / 80, 12);
  });

  it('say that a run cannot make more passes than the ledger can count', () => {
    const remarks = (epochs: number) =>
      shown('efficienttrain-plus-plus-resnet', { epochs }).remarks.join(' ');
    expect(remarks(60_000)).toContain('more than 65,535 passes and cannot start');
    expect(remarks(200)).not.toContain('cannot start');
  });

  it('cost 2.75 of 3 units while Selective-Backprop selects from every second batch', () => {
    const run = shown('selective-backprop', { epochs: 10 });
    expect(column(run, 'epochs')).toEqual([5, 4, 1]);
    expect(run.stages[1].compute).toBeCloseTo(0.4 * (2.75 / 3), 12);
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
