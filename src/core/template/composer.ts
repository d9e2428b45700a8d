import { progressiveResizingStages } from '../view/progressive-resizing.ts';
import { wholeImages } from '../view/stage.ts';
import type { PaperFigure, Template } from './template.ts';

const readme = 'the README of the method in MosaicML Composer';

/** Kept of a batch that is selected from; every second batch is left whole. */
const KEPT = 0.5;
const SELECTED_BATCHES = 0.5;

const results: PaperFigure[] = [
  {
    what: 'ResNet-50 on ImageNet-1K, top-1 and time, plain -> with it',
    value: '76.46 -> 76.46 %, 5:43:08 -> 5:22:14',
    evidence: 'code',
    source: readme,
  },
  {
    what: 'ResNet-56 on CIFAR-10, top-1 and time, plain -> with it',
    value: '93.16 -> 93.32 %, 35:33 -> 32:36',
    evidence: 'code',
    source: readme,
  },
];

export const selectiveBackprop: Template = {
  name: 'selective-backprop',
  title: 'Selective-Backprop',
  summary:
    'From 50 to 90 % of the epochs, learns from half of every second batch, drawn by its losses.',
  source: {
    title: 'Selective-Backprop, Jiang et al., 2019, with the schedule of Composer',
    address: 'https://arxiv.org/abs/1910.00762',
  },
  clock: 'epoch',
  published: { epochs: null, size: null },
  baselineEpochs: [1, 1],
  views: wholeImages,
  hiding: () => ({
    policy: 'selective-backprop',
    steps: [
      { from: [0, 1], value: 0 },
      { from: [5, 10], value: (1 - KEPT) * SELECTED_BATCHES },
      { from: [9, 10], value: 0 },
    ],
    learningRateFactor: () => 1,
    // Every selected batch is forwarded once more, to be scored: a third of what a plain one costs.
    cost: (hideFraction) =>
      hideFraction === 0 ? 1 : 1 - hideFraction + (1 / 3) * SELECTED_BATCHES,
    costIsCertain: true,
  }),
  learningRate: null,
  batchSize: null,
  models: [
    { name: 'ResNet-50', id: 'resnet50' },
    { name: 'ResNet-56', id: 'resnet56' },
  ],
  remarks: [
    'Samples are hidden within a batch, and not for an epoch; the hide fraction is half of every second batch.',
    'The batch is scored by a forward pass of its own, at full resolution; Composer can halve that resolution.',
    'Its samples are ranked by loss, and half are drawn without replacement by percentile ^ (1 / 0.5 - 1).',
  ],
  lacks: [],
  figures: results,
};

export const progressiveResizing: Template = {
  name: 'progressive-resizing',
  title: 'Progressive resizing',
  summary: 'Half the side for half of the epochs, then growing to the whole image at 80 % of them.',
  source: {
    title: 'Progressive resizing, as in MosaicML Composer',
    address: 'https://github.com/mosaicml/composer',
  },
  clock: 'epoch',
  published: { epochs: null, size: null },
  baselineEpochs: [1, 1],
  views: progressiveResizingStages,
  hiding: null,
  learningRate: null,
  batchSize: null,
  models: [],
  remarks: [
    'An epoch keeps the size at its beginning; Composer resizes by bilinear interpolation or crops, in steps of 4 pixels.',
  ],
  lacks: [],
  figures: [],
};
