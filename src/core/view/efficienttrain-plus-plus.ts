import { constant } from '../schedule/defaults.ts';
import type { Track } from '../schedule/schedule.ts';
import { defineViewPolicy } from './policy.ts';
import { PAPER_SIZE } from './side.ts';

const source = 'https://arxiv.org/abs/2405.08768';

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

/** Of so many samples one is new, in the same stages of every family. */
const REPLAY = [...times(2, 4), ...times(4, 2), ...times(4, 1)];

/** A value for each stage of equal compute. */
const staged = (epochs: number, values: readonly number[]): Track =>
  values.flatMap((value, stage) =>
    value === values[stage - 1]
      ? []
      : { at: (epochs * stage) / values.length, value, easing: 'hold' },
  );

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
      source,
    },
    replay: {
      type: 'boolean',
      default: false,
      label: 'replay buffer',
      help: 'Fill the batches of the first six stages up with images that were shown before in the same pass: a sample is shown four times a pass there on average, and then twice, and there are fewer passes. It saves the preparation of images and none of the training.',
      source,
    },
  },
  clock: 'compute',
  tracks(epochs, { viewFamily }) {
    const table = bandwidths[viewFamily];
    const shares = table.map((bandwidth) => bandwidth / PAPER_SIZE);
    return {
      bandwidth: staged(epochs, shares),
      magnitude: staged(epochs, [...table.keys()]),
    };
  },
  replay: (epochs, { replay }) => (replay ? staged(epochs, REPLAY) : constant(1)),
});
