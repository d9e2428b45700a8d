import { held, heldDown, placesOf, type Share } from '../schedule/defaults.ts';
import type { PaperFigure, Template } from './template.ts';

const source = {
  title: 'KAKURENBO, Nguyen et al., NeurIPS 2023',
  address: 'https://arxiv.org/abs/2310.10102',
};

/** The highest hide fraction of the released scripts that name one. */
const HIDE = 0.3;

/** A published warm-up, as the same share of other epochs, and never less than an epoch. */
const scaledWarmup = (warmup: number, of: number, epochs: number) =>
  Math.ceil((warmup * epochs) / of);

const headline: PaperFigure = {
  what: 'total training time, at 0.4 points of accuracy less (best case over all data sets)',
  value: 'up to 22 % less',
  evidence: 'abstract',
  source: 'arXiv 2310.10102',
};

const cost =
  'The compute is the least possible: it assumes that all that may be hidden is hidden. A run hides fewer, for it moves back who is not learned.';

export const kakurenboCifar100: Template = {
  name: 'kakurenbo-cifar100',
  title: 'KAKURENBO on CIFAR-100',
  summary: 'Hides up to 0.3 of the samples, and less from 30, 60 and 80 % of the epochs on.',
  source,
  published: { epochs: 200, size: 32, batchSize: 32 },
  baselineEpochs: [1, 1],
  settings: (epochs) => ({
    policy: 'kakurenbo',
    hide: HIDE,
    warmup: scaledWarmup(1, 200, epochs),
    lrSchedule: 'step',
  }),
  models: [{ name: 'WRN-28-10', id: 'wrn-28-10' }],
  remarks: [
    cost,
    'Published with SGD at a learning rate of 0.025 for batches of 32, momentum 0.9 and weight decay 0.0005, on images that are cropped at random from a border of 4 pixels and flipped: "--lr 0.025 --batch 32 --crop-padding 4 --flip true" does as much.',
    'Learning rate and batch size are those of one GPU; the released script multiplies the rate by the number of GPUs.',
  ],
  lacks: [],
  figures: [headline],
};

const IMAGENET_SHARES: Share[] = [
  [0, 90],
  [30, 90],
  [60, 90],
  [80, 90],
];

export const kakurenboImagenet: Template = {
  name: 'kakurenbo-imagenet',
  title: 'KAKURENBO on ImageNet',
  summary:
    'Hides up to 0.3 of the samples, less from a third, two thirds and 8/9 of the epochs on.',
  source,
  published: { epochs: 90, size: 224, batchSize: 32 },
  baselineEpochs: [1, 1],
  settings: (epochs) => ({
    policy: 'kakurenbo',
    hide: HIDE,
    warmup: scaledWarmup(5, 90, epochs),
  }),
  tracks({ hide, lr, epochs }, clock) {
    const places = placesOf(IMAGENET_SHARES, epochs, clock);
    return {
      hideFraction: heldDown(places, hide),
      learningRate: held(places, [lr, lr / 10, lr / 100, lr / 1000]),
    };
  },
  models: [{ name: 'ResNet-50', id: 'resnet50' }],
  remarks: [
    cost,
    'The released script of 90 epochs leaves the hide fraction to its user; 0.3 is that of its sister script of 600 epochs.',
    'Published with SGD at a learning rate of 0.0125 for batches of 32, momentum 0.9 and weight decay 0.00005: "--lr 0.0125 --batch 32 --weight-decay 0.00005" does as much.',
    'Learning rate and batch size are those of one GPU; the released script multiplies the rate by the number of GPUs.',
    'The warm-up of 5 of 90 epochs, in which the factor is 1, is scaled with the epochs, and is one at least.',
    'The released warm-up also raises the learning rate, from that of one GPU to that of all of them; with one there is nothing to raise.',
  ],
  lacks: [
    'Random resized crops are not in Mikke; "--crop-padding" and "--flip true" come nearest.',
  ],
  figures: [headline],
};

const FRACTAL_SHARES: Share[] = [
  [0, 80],
  [30, 80],
  [60, 80],
];

const fractal = (what: string, value: string): PaperFigure => ({
  what: `${what}: top-1 on CIFAR-10 and CIFAR-100 after fine-tuning, the best over its epochs`,
  value,
  evidence: 'log',
  source: 'the logs released with the code of KAKURENBO, VisualAtom',
});

export const kakurenboFractal: Template = {
  name: 'kakurenbo-fractal',
  title: 'KAKURENBO on FractalDB-3000',
  summary:
    'Hides up to 0.3 of the samples in pre-training, less from 3/8 and 6/8 of the epochs on.',
  source,
  published: { epochs: 80, size: null, batchSize: 512 },
  baselineEpochs: [1, 1],
  settings: (epochs) => ({
    policy: 'kakurenbo',
    hide: HIDE,
    warmup: scaledWarmup(5, 80, epochs),
    lrSchedule: 'cosine',
  }),
  // The fourth step, at epoch 80 of 80, is never reached.
  tracks: ({ hide, epochs }, clock) => ({
    hideFraction: heldDown(placesOf(FRACTAL_SHARES, epochs, clock), hide),
  }),
  models: [{ name: 'DeiT-Tiny/16', id: 'deit-tiny' }],
  remarks: [
    cost,
    'The released logs have runs of 0.2 and of 0.3; this is the one of 0.3, and "--hide 0.2" makes it the other.',
    'The published cosine ends at 0.00001 and not at 0, after a warm-up of 5,000 steps; neither is in the schedule.',
    'RandAugment of magnitude 9 and random erasing 0.5 belong to the published recipe and not to the method: "--augment randaugment --magnitude 9 --erase 0.5" switches them on.',
  ],
  lacks: [
    'AdamW (published at a learning rate of 0.001 for batches of 512, weight decay 0.05), drop-path and vertical flips are not in Mikke, nor is the data set.',
  ],
  figures: [
    headline,
    fractal('nothing hidden', '96.04 % and 80.03 %'),
    fractal('KAKURENBO 0.2', '95.45 % and 79.47 %'),
    fractal('KAKURENBO 0.3', '95.18 % and 78.41 %'),
  ],
};
