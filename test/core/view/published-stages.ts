/**
 * The stages of the published methods, counted as their papers and released code count them: what
 * the course of a schedule is compared with.
 */
import { PAPER_SIZE, snapped } from '../../../src/core/view/side.ts';

/** A part of the training in which every image is shown in the same way. */
export type ViewStage = {
  /** Passes over the data set, at least 1. */
  epochs: number;
  /** Where the stage begins on the learning-rate curve, in epochs of its own horizon. */
  startEpoch: number;
  /** In how many epochs of this stage the whole curve would be passed through. */
  horizonEpochs: number;
  /** Pixels of a side that are shown. */
  bandwidth: number;
  /** Of random augmentation, on RandAugment's scale of 0 to 10; null where it is not scheduled. */
  magnitude: number | null;
  /** How many samples are learned from for each one that is new; left out: 1. */
  replay?: number;
};

/** A paper's bandwidth, stated for 224 pixels, for images of `size` pixels. */
export const scaledBandwidth = (bandwidth: number, size: number): number =>
  snapped((bandwidth * size) / PAPER_SIZE, size);

/** Of 224 pixels, a fifth of the epochs each. */
const EFFICIENTTRAIN_BANDWIDTHS = [160, 160, 160, 192, 224];

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

const times = (count: number, bandwidth: number) => new Array<number>(count).fill(bandwidth);

const efficientTrainPlusPlusBandwidths = {
  resnet: [...times(2, 96), ...times(4, 160), ...times(4, 224)],
  convnext: [...times(6, 160), ...times(4, 224)],
  deit: [...times(2, 96), ...times(4, 160), ...times(2, 192), ...times(2, 224)],
};

/** Halves to even, as Python rounds. */
function rounded(value: number): number {
  const nearest = Math.round(value);
  return value % 1 === 0.5 && nearest % 2 === 1 ? nearest - 1 : nearest;
}
/**
 * EfficientTrain++ (Wang et al., TPAMI 2024, arXiv 2405.08768), as released: ten stages of equal
 * compute. The budget Q is counted in epochs of whole images, so at bandwidth B the whole curve
 * takes T = floor(Q S² / B²) epochs. Stage i ends at epoch floor(T (i + 1) / 10) of its own T, and
 * where the bandwidth changes, the counter goes on at round(epoch B_before² / B²), so the
 * learning rate goes on where it was. RandAugment's magnitude is i.
 *
 * Products are whole numbers: squaring 224 / 160 first makes floor say 391 instead of 392. A half
 * is rounded to even, as in the released Python. A budget too small for a stage leaves it out;
 * the last one, of whole images, is there from a budget of ten epochs on.
 *
 * With the replay buffer, horizons are divided by the stage's factor, and counters go on in the
 * compute that they stand for.
 */
export function efficientTrainPlusPlusStages(
  family: keyof typeof efficientTrainPlusPlusBandwidths,
  equivalentEpochs: number,
  size: number,
  replay: readonly number[] = times(10, 1),
): ViewStage[] {
  const bandwidths = efficientTrainPlusPlusBandwidths[family];
  const stages: ViewStage[] = [];
  let end = 0;
  let costBefore = scaledBandwidth(bandwidths[0], size) ** 2 * replay[0];
  bandwidths.forEach((paperBandwidth, stage) => {
    const bandwidth = scaledBandwidth(paperBandwidth, size);
    const cost = bandwidth ** 2 * replay[stage];
    const horizonEpochs = Math.floor((equivalentEpochs * size * size) / cost);
    const startEpoch = rounded((end * costBefore) / cost);
    // Rounding up may begin a short stage at its end already.
    end = Math.max(startEpoch, Math.floor((horizonEpochs * (stage + 1)) / bandwidths.length));
    costBefore = cost;
    const epochs = end - startEpoch;
    if (epochs === 0) return;
    const place = { epochs, startEpoch, horizonEpochs };
    stages.push({ ...place, bandwidth, magnitude: stage, replay: replay[stage] });
  });
  return stages;
}

/**
 * Progressive resizing with Composer's parameters: half the side for the first half of the epochs,
 * then linearly to the whole at 80 % of them, in steps of 4 pixels, and whole images to the end.
 * An epoch keeps the size at its beginning; but the last one shows whole images, however few there are.
 */
export function progressiveResizingStages(epochs: number, size: number): ViewStage[] {
  const stages: ViewStage[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    // (epoch / epochs - 0.5) / 0.3, with one rounding.
    const ramp = epoch === epochs - 1 ? 1 : (10 * epoch - 5 * epochs) / (3 * epochs);
    const bandwidth = snapped(size * (0.5 + 0.5 * Math.min(Math.max(ramp, 0), 1)), size);
    const last = stages.at(-1);
    if (last?.bandwidth === bandwidth) last.epochs++;
    else {
      const stage = { epochs: 1, startEpoch: epoch, horizonEpochs: epochs, bandwidth };
      stages.push({ ...stage, magnitude: null });
    }
  }
  return stages;
}
