import { scaledBandwidth, type ViewStage } from './stage.ts';

/** Of 224 pixels, a fifth of the epochs each. */
const BANDWIDTHS = [160, 160, 160, 192, 224];

/**
 * EfficientTrain (Wang et al., ICCV 2023, arXiv 2211.09703), as released for v1: five stages of
 * equal epochs under one learning-rate curve, of growing bandwidth and of RandAugment magnitudes
 * 1, 3, 5, 7 and 9. Stage i covers the epochs floor(E i / 5) … floor(E (i + 1) / 5), which is the
 * released E / 5 where 5 divides E; a stage without an epoch is left out.
 */
export function efficientTrainStages(epochs: number, size: number): ViewStage[] {
  const startOf = (stage: number) => Math.floor((epochs * stage) / BANDWIDTHS.length);
  return BANDWIDTHS.map((bandwidth, stage) => ({
    epochs: startOf(stage + 1) - startOf(stage),
    startEpoch: startOf(stage),
    horizonEpochs: epochs,
    bandwidth: scaledBandwidth(bandwidth, size),
    magnitude: 2 * stage + 1,
  })).filter((stage) => stage.epochs > 0);
}
