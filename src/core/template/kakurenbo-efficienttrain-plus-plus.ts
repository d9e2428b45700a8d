import { efficientTrainPlusPlusResnet } from './efficienttrain.ts';
import { kakurenboHiding } from './kakurenbo.ts';
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
  hiding: () =>
    kakurenboHiding(
      [
        [0, 1],
        [3, 10],
        [6, 10],
        [8, 10],
      ],
      1,
    ),
  remarks: [
    'Nobody has published this combination; the figures of each paper are of its own method alone, and are not repeated here.',
    'The hide fraction of a stage is that at the middle of its share of the compute, so that it changes only between stages.',
    'The learning-rate factor of hiding is off in the first epoch only.',
    'The compute is the least possible: it assumes that all that may be hidden is hidden. A run hides fewer, for it moves back who is not learned.',
    ...efficientTrainPlusPlusResnet.remarks,
  ],
  figures: [],
};
