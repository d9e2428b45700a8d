import { wholeImages } from '../view/stage.ts';
import type { Template } from './template.ts';

/** Of the samples whose loss is below the mean, this share is left out of an epoch. */
const PRUNED = 0.5;

export const infobatch: Template = {
  name: 'infobatch',
  title: 'InfoBatch',
  summary:
    'Leaves out half of the samples whose loss is below the mean, and weighs the other half double; nobody in the last eighth.',
  source: {
    title: 'InfoBatch, Qin et al., ICLR 2024',
    address: 'https://arxiv.org/abs/2303.04947',
  },
  clock: 'epoch',
  published: { epochs: 90, size: 224 },
  baselineEpochs: [1, 1],
  views: wholeImages,
  hiding: (epochs) => ({
    policy: 'infobatch',
    steps: [
      { from: [0, 1], value: 0 },
      // Before epoch 1 all scores are equal, and none is below their mean.
      { from: [1, epochs], value: PRUNED },
      { from: [7, 8], value: 0 },
    ],
    // The weights make up for who is left out, not the learning rate.
    learningRateFactor: () => 1,
    cost: (hideFraction) => 1 - hideFraction,
    costIsCertain: false,
  }),
  learningRate: null,
  batchSize: null,
  models: [{ name: 'ResNet-50', id: 'resnet50' }],
  remarks: [
    'The hide fraction is half of those below the mean loss, and so less than 0.5 of all; how many are below it only the run can say. The compute is the least possible.',
    'A sample that is left out keeps its score, without a forward pass; those kept below the mean weigh 1 / (1 - 0.5) = 2.',
    'Learning-rate schedules that count steps must be timed anew, since an epoch has fewer of them.',
    'Our reading: the first epoch without hiding is the first whole one at or after 7/8 of the epochs.',
  ],
  lacks: [],
  figures: [
    {
      what: 'saved without loss of accuracy on CIFAR-10, CIFAR-100, ImageNet-1K and ADE20K',
      value: '40 %',
      evidence: 'abstract',
      source: 'arXiv 2303.04947',
    },
  ],
};
