import { roundedQuotient } from '../schedule/course.ts';
import type { Track } from '../schedule/schedule.ts';
import { defineViewPolicy } from './policy.ts';
import { PAPER_SIZE, scaledBandwidth, type ViewStage } from './stage.ts';

const times = (count: number, bandwidth: number) => new Array<number>(count).fill(bandwidth);

/** Bandwidths of 224 pixels by family of models, one for each tenth of the compute. */
export const efficientTrainPlusPlusBandwidths = {
  resnet: [...times(2, 96), ...times(4, 160), ...times(4, 224)],
  convnext: [...times(6, 160), ...times(4, 224)],
  deit: [...times(2, 96), ...times(4, 160), ...times(2, 192), ...times(2, 224)],
};
/** `resnet` is the table of ResNet, Swin and CSWin. */
export type EfficientTrainFamily = keyof typeof efficientTrainPlusPlusBandwidths;

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
 */
export function efficientTrainPlusPlusStages(
  family: EfficientTrainFamily,
  equivalentEpochs: number,
  size: number,
): ViewStage[] {
  const bandwidths = efficientTrainPlusPlusBandwidths[family];
  const stages: ViewStage[] = [];
  let end = 0;
  let before = scaledBandwidth(bandwidths[0], size);
  bandwidths.forEach((paperBandwidth, stage) => {
    const bandwidth = scaledBandwidth(paperBandwidth, size);
    const horizonEpochs = Math.floor((equivalentEpochs * size * size) / (bandwidth * bandwidth));
    const startEpoch = roundedQuotient(end * before * before, bandwidth * bandwidth);
    // Rounding up may begin a short stage at its end already.
    end = Math.max(startEpoch, Math.floor((horizonEpochs * (stage + 1)) / bandwidths.length));
    before = bandwidth;
    const epochs = end - startEpoch;
    if (epochs > 0) stages.push({ epochs, startEpoch, horizonEpochs, bandwidth, magnitude: stage });
  });
  return stages;
}

/** The same as tracks; docs/views/efficienttrain-plus-plus.md is its card. */
export const efficientTrainPlusPlus = defineViewPolicy({
  name: 'efficienttrain-plus-plus',
  title: 'EfficientTrain++',
  summary:
    'Small images first, in ten stages of equal compute, under ever stronger augmentation; the epochs are those of whole images.',
  settings: {
    viewFamily: {
      type: 'choice',
      choices: ['resnet', 'convnext', 'deit'],
      default: 'resnet',
      label: 'stage table',
      help: 'The published bandwidths of the ten stages by family of models; that of ResNet holds for Swin and CSWin as well.',
      source: 'https://arxiv.org/abs/2405.08768',
    },
  },
  clock: 'compute',
  tracks(epochs, { viewFamily }) {
    const table = efficientTrainPlusPlusBandwidths[viewFamily];
    const steps = (value: (bandwidth: number, stage: number) => number): Track =>
      table.flatMap((bandwidth, stage) =>
        stage > 0 && value(bandwidth, stage) === value(table[stage - 1], stage - 1)
          ? []
          : { at: (epochs * stage) / table.length, value: value(bandwidth, stage), easing: 'hold' },
      );
    return {
      bandwidth: steps((bandwidth) => bandwidth / PAPER_SIZE),
      magnitude: steps((_, stage) => stage),
    };
  },
});
