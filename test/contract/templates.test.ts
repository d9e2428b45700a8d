import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullSchedule, parseRecipe, settingsAt } from '../../src/core/recipe/recipe.ts';
import { course } from '../../src/core/schedule/course.ts';
import type { Share } from '../../src/core/schedule/defaults.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import { dryRun } from '../../src/core/template/dry-run.ts';
import { templates } from '../../src/core/template/registry.ts';
import { templateSettings } from '../../src/core/template/settings.ts';
import type { Template } from '../../src/core/template/template.ts';
import { viewPolicies } from '../../src/core/view/registry.ts';
import {
  efficientTrainPlusPlusStages,
  efficientTrainStages,
  progressiveResizingStages,
  type ViewStage,
} from '../core/view/published-stages.ts';

/** What the papers and their code say of a template, apart from what Mikke makes of it. */
type Published = {
  views: (epochs: number, size: number) => ViewStage[];
  /** From which shares of the training on, and how much; null: the policy says it. */
  hiding: { shares: readonly Share[]; fractions: readonly number[] } | null;
  warmup?: (epochs: number) => number;
  /** Shares of the peak. */
  learningRate: { shares: readonly Share[]; rates: readonly number[] } | 'cosine';
};

const whole = (epochs: number, size: number): ViewStage[] => [
  { epochs, startEpoch: 0, horizonEpochs: epochs, bandwidth: size, magnitude: null },
];
const of = (denominator: number, ...numerators: number[]): Share[] =>
  numerators.map((numerator) => [numerator, denominator]);
const fractions = [0.3, 0.24, 0.18, 0.12];
const nothing = { shares: of(1, 0), fractions: [0] };

const published: Record<string, Published> = {
  'kakurenbo-cifar100': {
    views: whole,
    hiding: { shares: of(200, 0, 60, 120, 160), fractions },
    warmup: (epochs) => Math.ceil(epochs / 200),
    learningRate: { shares: of(200, 0, 60, 120, 160), rates: [1, 0.2, 0.04, 0.008] },
  },
  'kakurenbo-imagenet': {
    views: whole,
    hiding: { shares: of(90, 0, 30, 60, 80), fractions },
    warmup: (epochs) => Math.ceil((5 * epochs) / 90),
    learningRate: { shares: of(90, 0, 30, 60, 80), rates: [1, 0.1, 0.01, 0.001] },
  },
  'kakurenbo-fractal': {
    views: whole,
    hiding: { shares: of(80, 0, 30, 60), fractions },
    warmup: (epochs) => Math.ceil((5 * epochs) / 80),
    learningRate: 'cosine',
  },
  'efficienttrain-v1': { views: efficientTrainStages, hiding: nothing, learningRate: 'cosine' },
  'efficienttrain-plus-plus-resnet': {
    views: (...scale) => efficientTrainPlusPlusStages('resnet', ...scale),
    hiding: nothing,
    learningRate: 'cosine',
  },
  'efficienttrain-plus-plus-convnext': {
    views: (...scale) => efficientTrainPlusPlusStages('convnext', ...scale),
    hiding: nothing,
    learningRate: 'cosine',
  },
  'efficienttrain-plus-plus-deit': {
    views: (...scale) => efficientTrainPlusPlusStages('deit', ...scale),
    hiding: nothing,
    learningRate: 'cosine',
  },
  infobatch: {
    views: whole,
    // Of those below the mean loss; half of all is the most that can be.
    hiding: { shares: of(8, 0, 7), fractions: [0.5, 0] },
    learningRate: 'cosine',
  },
  'selective-backprop': { views: whole, hiding: null, learningRate: 'cosine' },
  'progressive-resizing': {
    views: progressiveResizingStages,
    hiding: nothing,
    learningRate: 'cosine',
  },
  'kakurenbo-efficienttrain-plus-plus': {
    views: (...scale) => efficientTrainPlusPlusStages('resnet', ...scale),
    hiding: { shares: of(10, 0, 3, 6, 8), fractions },
    warmup: () => 1,
    learningRate: 'cosine',
  },
};

/** The value of the last share that has begun `part` / `of` into the training. */
const stepAt = (shares: readonly Share[], values: readonly number[], part: number, all: number) =>
  values[shares.findLastIndex(([n, d]) => d * part >= n * all)];

/** What each pass over the data is by the papers, in order. */
function publishedPasses({ views, hiding, warmup, learningRate }: Published, clock: string) {
  return (epochs: number, size: number) =>
    views(epochs, size)
      .flatMap((stage) => Array.from({ length: stage.epochs }, (_, i) => ({ stage, i })))
      .map(({ stage: { startEpoch, horizonEpochs, bandwidth, magnitude }, i }, pass) => {
        const part = startEpoch + i;
        // Of ten stages of equal compute one is hidden from as a whole.
        const [hidePart, hideOf] =
          clock === 'compute' ? [magnitude ?? 0, 10] : [part, horizonEpochs];
        return {
          bandwidth,
          magnitude,
          hideFraction:
            hiding === null ? null : stepAt(hiding.shares, hiding.fractions, hidePart, hideOf),
          warm: pass < (warmup?.(epochs) ?? 0),
          rate:
            learningRate === 'cosine'
              ? (1 + Math.cos((Math.PI * part) / horizonEpochs)) / 2
              : stepAt(learningRate.shares, learningRate.rates, part, horizonEpochs),
        };
      });
}

const clockOf = (template: Template) => viewPolicies[template.settings(1).view ?? 'none'].clock;

const scalesOf = (template: Template) =>
  fc.record({
    // Of fewer epochs than stages some have no pass, and rounding says which.
    epochs: fc.integer({ min: clockOf(template) === 'compute' ? 20 : 1, max: 400 }),
    size: fc.oneof(fc.constantFrom(28, 32, 64, 224), fc.integer({ min: 16, max: 256 })),
    lr: fc.double({ min: 0.001, max: 1, noNaN: true }),
  });

describe.each(templates.map((template) => [template.name, template] as const))(
  'the template %s',
  (name, template) => {
    const scales = scalesOf(template);
    const forAnyScale = (check: (scale: { epochs: number; size: number; lr: number }) => void) =>
      fc.assert(fc.property(scales, check), { numRuns: 60 });
    const expectedPasses = publishedPasses(published[name], clockOf(template));

    it('gives settings that a recipe takes, and epochs and peak as they were chosen', () => {
      forAnyScale(({ epochs, lr }) => {
        const settings = templateSettings(template, { epochs, lr });
        expect(parseRecipe(settings)).toMatchObject({ ...settings, epochs, lr });
      });
    });

    it('makes the passes, sizes, magnitudes, hide fractions and learning rates of its paper', () => {
      forAnyScale(({ epochs, size, lr }) => {
        const recipe = parseRecipe(templateSettings(template, { epochs, lr }));
        const schedule = fullSchedule(recipe);
        const { tracks } = schedule;
        const passes = course(schedule, epochs, { height: size, width: size });
        const expected = expectedPasses(epochs, size);
        expect(passes.map(({ view }) => view.height)).toEqual(
          expected.map(({ bandwidth }) => bandwidth),
        );
        passes.forEach(({ at, from }, i) => {
          const { magnitude, hideFraction, rate, warm } = expected[i];
          if (magnitude !== null) {
            expect(recipe.augment).toBe('randaugment');
            expect(settingsAt(recipe, schedule, at).magnitude).toBe(magnitude);
          }
          if (hideFraction !== null) {
            expect(evaluate(tracks.hideFraction, at)).toBeCloseTo(hideFraction, 12);
          }
          if (warm) expect(i).toBeLessThan(recipe.warmup);
          expect(Math.abs(evaluate(tracks.learningRate, from) / lr - rate)).toBeLessThan(1e-9);
        });
      });
    });

    it('runs as its dry run says', () => {
      forAnyScale(({ epochs, size, lr }) => {
        const recipe = parseRecipe(templateSettings(template, { epochs, lr }));
        const schedule = fullSchedule(recipe);
        const passes = course(schedule, epochs, { height: size, width: size });
        const run = dryRun(template, { epochs, size });
        expect([run.passes, run.clock]).toEqual([passes.length, schedule.clock]);
        let next = 0;
        for (const stage of run.stages) {
          const own = passes.slice(next, next + stage.epochs);
          expect([stage.from, stage.to]).toEqual([own[0].from, own.at(-1)?.to]);
          for (const { at, view, from } of own) {
            expect(view.height).toBe(stage.bandwidth);
            if (stage.magnitude !== null) {
              expect(evaluate(schedule.tracks.magnitude, at)).toBe(stage.magnitude);
            }
            // Before the first pass nothing is learned, and nobody may be hidden.
            if (published[name].hiding !== null && own[0] !== passes[0]) {
              const fraction = evaluate(schedule.tracks.hideFraction, at);
              expect(stage.hideFraction).toBeCloseTo(fraction, 12);
            }
            if (stage.learningRate !== null) {
              const rate = evaluate(schedule.tracks.learningRate, from) / lr;
              expect(rate).toBeLessThanOrEqual(stage.learningRate.from + 1e-9);
              expect(rate).toBeGreaterThanOrEqual(stage.learningRate.to - 1e-9);
            }
          }
          next += stage.epochs;
        }
      });
    });

    it('gives, as JSON, the settings of the run that its dry run is of', () => {
      const run = dryRun(template, { epochs: 30, size: 28 });
      const read = JSON.parse(JSON.stringify(run.settings)) as unknown;
      expect(parseRecipe(read)).toEqual(parseRecipe(templateSettings(template, { epochs: 30 })));
    });

    it('lets what is chosen stand', () => {
      const chosen = { epochs: 30, view: 'none', policy: 'random', lrSchedule: 'step' } as const;
      const settings = templateSettings(template, chosen);
      expect(settings).toMatchObject(chosen);
      expect(settings.schedule?.tracks.learningRate).toBeUndefined();
      const schedule = { version: 1 as const, clock: 'epoch' as const, tracks: {} };
      expect(templateSettings(template, { schedule }).schedule).toBe(schedule);
    });

    it('has sentences as summary, remarks and lacks, and says where each figure is from', () => {
      for (const sentence of [template.summary, ...template.remarks, ...template.lacks]) {
        expect(sentence).toMatch(/^[A-Z].*\.$/);
      }
      for (const { what, value, source } of template.figures) {
        for (const text of [what, value, source]) expect(text).not.toBe('');
      }
    });

    it('stands on the card', () => {
      const card = readFileSync(join(import.meta.dirname, '../../docs/templates.md'), 'utf8');
      expect(card).toContain(`\`${name}\``);
    });
  },
);

it('every template has its published row here, and no row is left over', () => {
  expect(templates.map(({ name }) => name).sort()).toEqual(Object.keys(published).sort());
});
