import { heldDown, KAKURENBO_SHARES, placesOf } from '../schedule/defaults.ts';
import { efficientTrainPlusPlusResnet } from './efficienttrain.ts';
import type { Template } from './template.ts';

/** Mikke's own: neither paper has it. */
export const kakurenboEfficientTrainPlusPlus: Template = {
  ...efficientTrainPlusPlusResnet,
  name: 'kakurenbo-efficienttrain-plus-plus',
  title: 'KAKURENBO with EfficientTrain++',
  summary:
    'Small images first, and of them up to 0.3 hidden, less from 30, 60 and 80 % of the compute on.',
  source: {
    title: 'Mikke’s own combination of KAKURENBO and EfficientTrain++',
    address: 'https://arxiv.org/abs/2310.10102 and https://arxiv.org/abs/2405.08768',
  },
  settings: (epochs) => ({
    ...efficientTrainPlusPlusResnet.settings(epochs),
    policy: 'kakurenbo',
    hide: 0.3,
    warmup: 1,
  }),
  // Drawn, so that the fraction changes where a stage does, also where its tenth is no whole epoch.
  tracks: ({ hide, epochs }, clock) => ({
    hideFraction: heldDown(placesOf(KAKURENBO_SHARES, epochs, clock), hide),
  }),
  remarks: [
    'Nobody has published this combination; the figures of each paper are of its own method alone, and are not repeated here.',
    'The hide fraction changes only between stages: 30, 60 and 80 % of the compute are where the fourth, the seventh and the ninth begin.',
    'The learning-rate factor of hiding is off in the first pass only.',
    'The compute is the least possible: it assumes that all that may be hidden is hidden. A run hides fewer, for it moves back who is not learned.',
    ...efficientTrainPlusPlusResnet.remarks,
  ],
  figures: [],
};
