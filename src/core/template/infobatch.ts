import type { Template } from './template.ts';

export const infobatch: Template = {
  name: 'infobatch',
  title: 'InfoBatch',
  summary:
    'Leaves out half of the samples whose loss is below the mean, and weighs the other half double; nobody in the last eighth.',
  source: {
    title: 'InfoBatch, Qin et al., ICLR 2024',
    address: 'https://arxiv.org/abs/2303.04947',
  },
  published: { epochs: 90, size: 224, batchSize: null },
  baselineEpochs: [1, 1],
  settings: () => ({ policy: 'infobatch', prune: 0.5, annealFrom: 0.875 }),
  models: [{ name: 'ResNet-50', id: 'resnet50' }],
  remarks: [
    'The hide fraction is half of those below the mean loss, and so less than 0.5 of all; how many are below it only the run can say. The compute is the least possible.',
    'A sample that is left out keeps its score, without a forward pass; those kept below the mean weigh 1 / (1 - 0.5) = 2.',
    'The released code must time learning-rate schedules that count steps anew, since an epoch has fewer of them; Mikke’s go by the share of an epoch that is done.',
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
