import type { PaperFigure, Template } from './template.ts';

const readme = 'the README of the method in MosaicML Composer';

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
  published: { epochs: null, size: null, batchSize: null },
  baselineEpochs: [1, 1],
  settings: () => ({
    policy: 'selective-backprop',
    sbMode: 'composer',
    sbKeep: 0.5,
    sbFrom: 0.5,
    sbUntil: 0.9,
    sbInterrupt: 2,
  }),
  models: [
    { name: 'ResNet-50', id: 'resnet50' },
    { name: 'ResNet-56', id: 'resnet56' },
  ],
  remarks: [
    'Of an odd batch one sample less than half is kept, so a run may cost a little less than is counted here.',
    'Samples are hidden within a batch, and not for an epoch; the hide fraction is half of every second batch.',
    'The batch is scored by a forward pass of its own, at full resolution; Composer can halve that resolution.',
    'Its samples are ranked by loss, and half are drawn without replacement by percentile ^ (1 / 0.5 - 1).',
  ],
  lacks: [],
  figures: results,
};
