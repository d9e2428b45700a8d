import type { Track } from '../schedule/schedule.ts';
import { defineViewPolicy } from './policy.ts';
import { PAPER_SIZE, scaledBandwidth, type ViewStage } from './stage.ts';

/** Of 224 pixels, a fifth of the epochs each. */
export const EFFICIENTTRAIN_BANDWIDTHS = [160, 160, 160, 192, 224];

/**
 * EfficientTrain (Wang et al., ICCV 2023, arXiv 2211.09703), as released for v1: five stages of
 * equal epochs under one learning-rate curve, of growing bandwidth and of RandAugment magnitudes
 * 1, 3, 5, 7 and 9. Stage i covers the epochs floor(E i / 5) … floor(E (i + 1) / 5), which is the
 * released E / 5 where 5 divides E; a stage without an epoch is left out.
 */
export function efficientTrainStages(epochs: number, size: number): ViewStage[] {
  const startOf = (stage: number) =>
    Math.floor((epochs * stage) / EFFICIENTTRAIN_BANDWIDTHS.length);
  return EFFICIENTTRAIN_BANDWIDTHS.map((bandwidth, stage) => ({
    epochs: startOf(stage + 1) - startOf(stage),
    startEpoch: startOf(stage),
    horizonEpochs: epochs,
    bandwidth: scaledBandwidth(bandwidth, size),
    magnitude: 2 * stage + 1,
  })).filter((stage) => stage.epochs > 0);
}

/** The same as tracks; docs/views/efficienttrain.md is its card. */
export const efficientTrain = defineViewPolicy({
  name: 'efficienttrain',
  title: 'EfficientTrain',
  summary:
    'Shows the low frequencies of the images first, in five stages of equal epochs, under ever stronger augmentation.',
  settings: {},
  clock: 'epoch',
  tracks(epochs) {
    const stages = efficientTrainStages(epochs, PAPER_SIZE);
    const steps = (value: (stage: ViewStage) => number): Track =>
      stages.map((stage) => ({ at: stage.startEpoch, value: value(stage), easing: 'hold' }));
    return {
      bandwidth: steps(({ bandwidth }) => bandwidth / PAPER_SIZE),
      magnitude: steps(({ magnitude }) => magnitude ?? 0),
    };
  },
});
