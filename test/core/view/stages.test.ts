import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { efficientTrainStages } from '../../../src/core/view/efficienttrain.ts';
import { efficientTrainPlusPlusStages } from '../../../src/core/view/efficienttrain-plus-plus.ts';
import { progressiveResizingStages } from '../../../src/core/view/progressive-resizing.ts';
import { scaledBandwidth, wholeImages, type ViewStage } from '../../../src/core/view/stage.ts';

const epochCounts = fc.integer({ min: 1, max: 2000 });
/** From one epoch a stage on: of less, EfficientTrain++ may leave out even its last stage. */
const budgets = fc.integer({ min: 10, max: 2000 });
const sizes = fc.integer({ min: 8, max: 512 });

/** Cost in epochs of whole images. */
const cost = (stages: ViewStage[], size: number) =>
  stages.reduce((sum, { epochs, bandwidth }) => sum + epochs * (bandwidth / size) ** 2, 0);
const passes = (stages: ViewStage[]) => stages.reduce((sum, { epochs }) => sum + epochs, 0);
const column = <Key extends keyof ViewStage>(stages: ViewStage[], key: Key) =>
  stages.map((stage) => stage[key]);

describe.each([
  ['EfficientTrain', efficientTrainStages],
  ['progressive resizing', progressiveResizingStages],
  ['whole images', wholeImages],
])('%s', (_, stagesFor) => {
  it('covers every epoch once, in order, and ends with the whole image', () => {
    fc.assert(
      fc.property(epochCounts, sizes, (epochs, size) => {
        const stages = stagesFor(epochs, size);
        let next = 0;
        for (const stage of stages) {
          expect(stage.startEpoch).toBe(next);
          expect(stage.epochs).toBeGreaterThan(0);
          expect(stage.horizonEpochs).toBe(epochs);
          next += stage.epochs;
        }
        expect(next).toBe(epochs);
        expect(stages.at(-1)?.bandwidth).toBe(size);
        expect(cost(stages, size)).toBeLessThanOrEqual(epochs);
      }),
    );
  });
});

describe.each(['resnet', 'convnext', 'deit'] as const)('EfficientTrain++ for %s', (family) => {
  it('has a learning-rate position that goes on where it was, up to the rounding of epochs', () => {
    fc.assert(
      fc.property(budgets, sizes, (budget, size) => {
        const stages = efficientTrainPlusPlusStages(family, budget, size);
        expect(stages[0].startEpoch).toBe(0);
        stages.slice(1).forEach((stage, i) => {
          const before = stages[i];
          const reached = (before.startEpoch + before.epochs) / before.horizonEpochs;
          const position = stage.startEpoch / stage.horizonEpochs;
          // Half an epoch of re-mapping, and what flooring took from either horizon.
          const rounding = 1.5 / stage.horizonEpochs + 1 / before.horizonEpochs;
          const sameCurve = before.horizonEpochs === stage.horizonEpochs;
          expect(Math.abs(position - reached)).toBeLessThanOrEqual(sameCurve ? 0 : rounding);
        });
        const last = stages[stages.length - 1];
        expect(last.startEpoch + last.epochs).toBe(last.horizonEpochs);
        expect([last.horizonEpochs, last.bandwidth]).toEqual([budget, size]);
      }),
    );
  });

  it('costs its budget, up to half an epoch at each change of bandwidth', () => {
    fc.assert(
      fc.property(budgets, sizes, (budget, size) => {
        const stages = efficientTrainPlusPlusStages(family, budget, size);
        const spent = cost(stages, size);
        expect(spent).toBeLessThanOrEqual(budget + 1.5);
        expect(spent).toBeGreaterThanOrEqual(budget - 1.5);
      }),
    );
  });
});

it('shows ever more of an image, in magnitudes that never fall', () => {
  fc.assert(
    fc.property(epochCounts, sizes, (epochs, size) => {
      for (const stages of [
        efficientTrainStages(epochs, size),
        progressiveResizingStages(epochs, size),
        efficientTrainPlusPlusStages('resnet', epochs, size),
        efficientTrainPlusPlusStages('convnext', epochs, size),
        efficientTrainPlusPlusStages('deit', epochs, size),
      ]) {
        for (const key of ['bandwidth', 'magnitude'] as const) {
          const values = column(stages, key).map((value) => value ?? 0);
          expect(values).toEqual(values.toSorted((a, b) => a - b));
        }
        for (const { bandwidth } of stages) {
          expect(bandwidth === size || (bandwidth % 4 === 0 && bandwidth < size)).toBe(true);
        }
      }
    }),
  );
});

describe('the published settings', () => {
  it('are five stages of 60 of 300 epochs in EfficientTrain, for 0.653 of the compute', () => {
    const stages = efficientTrainStages(300, 224);
    expect(column(stages, 'epochs')).toEqual([60, 60, 60, 60, 60]);
    expect(column(stages, 'bandwidth')).toEqual([160, 160, 160, 192, 224]);
    expect(column(stages, 'magnitude')).toEqual([1, 3, 5, 7, 9]);
    expect(cost(stages, 224) / 300).toBeCloseTo(0.653, 3);
  });

  it('are horizons of 1088, 392, 272 and 200 epochs for a budget of 200', () => {
    const horizons = column(efficientTrainPlusPlusStages('deit', 200, 224), 'horizonEpochs');
    expect(horizons).toEqual([1088, 1088, 392, 392, 392, 392, 272, 272, 200, 200]);
  });

  it('are 217 passes at 96, 157 at 160 and 80 at 224 pixels for a ResNet', () => {
    const stages = efficientTrainPlusPlusStages('resnet', 200, 224);
    expect(passes(stages.slice(0, 2))).toBe(217);
    expect(passes(stages.slice(2, 6))).toBe(157);
    expect(passes(stages.slice(6))).toBe(80);
    expect(column(stages, 'startEpoch')).toEqual([0, 108, 78, 117, 156, 196, 120, 140, 160, 180]);
    expect(column(stages, 'magnitude')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('go on at epoch 159 for a DeiT, one before the tenth that begins there', () => {
    const stages = efficientTrainPlusPlusStages('deit', 200, 224);
    expect(column(stages.slice(6), 'startEpoch')).toEqual([163, 190, 159, 180]);
  });

  it('are half the side, then a ramp from 50 to 80 % of the epochs', () => {
    const stages = progressiveResizingStages(10, 224);
    expect(column(stages, 'bandwidth')).toEqual([112, 148, 188, 224]);
    expect(column(stages, 'epochs')).toEqual([6, 1, 1, 2]);
  });
});

describe('a bandwidth', () => {
  it.each([
    [28, [12, 20, 24, 28]],
    [32, [12, 24, 28, 32]],
    [64, [28, 44, 56, 64]],
    [224, [96, 160, 192, 224]],
  ])('of the papers is scaled to %d pixels in steps of 4', (size, expected) => {
    expect([96, 160, 192, 224].map((bandwidth) => scaledBandwidth(bandwidth, size))).toEqual(
      expected,
    );
  });

  it('is the whole image where the paper shows all of it, whatever its size', () => {
    expect([9, 33, 50].map((size) => scaledBandwidth(224, size))).toEqual([9, 33, 50]);
  });
});
