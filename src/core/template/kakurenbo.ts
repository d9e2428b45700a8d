import { learningRateFactor } from '../hiding/cost.ts';
import { wholeImages } from '../view/stage.ts';
import type { Hiding, PaperFigure, Share, Step, Template } from './template.ts';

const source = {
  title: 'KAKURENBO, Nguyen et al., NeurIPS 2023',
  address: 'https://arxiv.org/abs/2310.10102',
};

/** The highest hide fraction of the released scripts that name one. */
const HIDE = 0.3;
/** Alpha in tenths: the fraction falls to 0.8, 0.6 and 0.4 of it. */
const ALPHA_TENTHS = [10, 8, 6, 4];

/**
 * KAKURENBO's steps from the given shares on; fewer than four where the training ends before.
 * `warmup` is in passes of the scaled training.
 */
export function kakurenboHiding(shares: readonly Share[], warmup: number): Hiding {
  return {
    policy: 'kakurenbo',
    steps: shares.map((from, i) => ({ from, value: (HIDE * ALPHA_TENTHS[i]) / 10 })),
    learningRateFactor: (hideFraction, pass) => learningRateFactor(hideFraction, pass, warmup),
    // A hidden sample saves its backward pass only, for it is forwarded at the end. Pass 0 hides
    // nothing, since nothing is learned before it.
    cost: (hideFraction, pass) => (pass === 0 ? 1 : 1 - (2 / 3) * hideFraction),
    costIsCertain: false,
  };
}

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

const CIFAR_SHARES: Share[] = [
  [0, 1],
  [3, 10],
  [6, 10],
  [8, 10],
];
const cifarRates: Step[] = CIFAR_SHARES.map((from, i) => ({ from, value: 1 / 5 ** i }));

export const kakurenboCifar100: Template = {
  name: 'kakurenbo-cifar100',
  title: 'KAKURENBO on CIFAR-100',
  summary: 'Hides up to 0.3 of the samples, and less from 30, 60 and 80 % of the epochs on.',
  source,
  clock: 'epoch',
  published: { epochs: 200, size: 32 },
  baselineEpochs: [1, 1],
  views: wholeImages,
  hiding: (epochs) => kakurenboHiding(CIFAR_SHARES, scaledWarmup(1, 200, epochs)),
  learningRate: { peak: 0.025, curve: cifarRates },
  batchSize: 32,
  models: [{ name: 'WRN-28-10', id: 'wrn-28-10' }],
  remarks: [
    cost,
    'Learning rate and batch size are those of one GPU; the released script multiplies the rate by the number of GPUs.',
    'Up to 200 epochs, "mikke train --policy kakurenbo --hide 0.3 --warmup 1 --batch 32 --lr 0.025 --lr-schedule step --weight-decay 0.0005" follows these stages.',
    'SGD with momentum 0.9 and weight decay 0.0005; images are cropped at random from a border of 4 pixels and flipped.',
  ],
  lacks: ['Random crops and flips are not in Mikke yet.'],
  figures: [headline],
};

const IMAGENET_SHARES: Share[] = [
  [0, 1],
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
  clock: 'epoch',
  published: { epochs: 90, size: 224 },
  baselineEpochs: [1, 1],
  views: wholeImages,
  hiding: (epochs) => kakurenboHiding(IMAGENET_SHARES, scaledWarmup(5, 90, epochs)),
  learningRate: {
    peak: 0.0125,
    curve: IMAGENET_SHARES.map((from, i) => ({ from, value: 1 / 10 ** i })),
  },
  batchSize: 32,
  models: [{ name: 'ResNet-50', id: 'resnet50' }],
  remarks: [
    cost,
    'The released script of 90 epochs leaves the hide fraction to its user; 0.3 is that of its sister script of 600 epochs.',
    'Learning rate and batch size are those of one GPU; the released script multiplies the rate by the number of GPUs.',
    'The warm-up of 5 of 90 epochs, in which the factor is 1, is scaled with the epochs, and is one at least.',
    'The released warm-up also raises the learning rate linearly over the same epochs; that is not in the stages.',
    'SGD with momentum 0.9 and weight decay 0.00005; random resized crops and flips.',
  ],
  lacks: ['Random resized crops and flips are not in Mikke yet.'],
  figures: [headline],
};

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
  clock: 'epoch',
  published: { epochs: 80, size: null },
  baselineEpochs: [1, 1],
  views: wholeImages,
  // The fourth step, at epoch 80 of 80, is never reached.
  hiding: (epochs) =>
    kakurenboHiding(
      [
        [0, 1],
        [30, 80],
        [60, 80],
      ],
      scaledWarmup(5, 80, epochs),
    ),
  learningRate: { peak: 0.001, curve: 'cosine' },
  batchSize: 512,
  models: [{ name: 'DeiT-Tiny/16', id: 'deit-tiny' }],
  remarks: [
    cost,
    'The released logs have runs of 0.2 and of 0.3; this is the one of 0.3.',
    'The published cosine ends at 0.00001 and not at 0, after a warm-up of 5,000 steps; neither is in the stages.',
    'AdamW with weight decay 0.05; RandAugment of magnitude 9, random erasing 0.5, drop-path 0.1, flips both ways.',
  ],
  lacks: [
    'AdamW, RandAugment, random erasing, drop-path and flips are not in Mikke yet, nor is the data set.',
  ],
  figures: [
    headline,
    fractal('nothing hidden', '96.04 % and 80.03 %'),
    fractal('KAKURENBO 0.2', '95.45 % and 79.47 %'),
    fractal('KAKURENBO 0.3', '95.18 % and 78.41 %'),
  ],
};
