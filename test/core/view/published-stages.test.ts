import { describe, expect, it } from 'vitest';
import {
  efficientTrainPlusPlusStages,
  efficientTrainStages,
  progressiveResizingStages,
  scaledBandwidth,
  type ViewStage,
} from './published-stages.ts';

/** Cost in epochs of whole images. */
const cost = (stages: ViewStage[], size: number) =>
  stages.reduce((sum, { epochs, bandwidth }) => sum + epochs * (bandwidth / size) ** 2, 0);
const passes = (stages: ViewStage[]) => stages.reduce((sum, { epochs }) => sum + epochs, 0);
const column = <Key extends keyof ViewStage>(stages: ViewStage[], key: Key) =>
  stages.map((stage) => stage[key]);

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
