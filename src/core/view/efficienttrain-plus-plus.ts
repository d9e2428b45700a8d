import type { Track } from '../schedule/schedule.ts';
import { defineViewPolicy } from './policy.ts';
import { PAPER_SIZE } from './side.ts';

const times = (count: number, bandwidth: number) => new Array<number>(count).fill(bandwidth);

/**
 * Bandwidths of 224 pixels by family of models, one for each tenth of the compute; `resnet` is the
 * table of ResNet, Swin and CSWin.
 */
const bandwidths = {
  resnet: [...times(2, 96), ...times(4, 160), ...times(4, 224)],
  convnext: [...times(6, 160), ...times(4, 224)],
  deit: [...times(2, 96), ...times(4, 160), ...times(2, 192), ...times(2, 224)],
};

/**
 * EfficientTrain++ (Wang et al., TPAMI 2024, arXiv 2405.08768), as released: ten stages of equal
 * compute. RandAugment's magnitude is the number of the stage, from 0. How many passes a stage
 * takes follows from the clock; see course. docs/views/efficienttrain-plus-plus.md is the card.
 */
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
    const table = bandwidths[viewFamily];
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
