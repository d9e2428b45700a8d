import type { Recipe } from '../recipe/recipe.ts';
import type { PaperFigure, PaperModel, Template } from './template.ts';

/**
 * A row of the papers' tables: top-1 on ImageNet-1K of the plain run, null where we have not read
 * it, and of the method, and its speed-up in wall time.
 */
type Row = [model: PaperModel, plain: string | null, method: string, speedUp: string];

const figuresOf = (rows: readonly Row[], source: string): PaperFigure[] =>
  rows.map(([{ name }, plain, method, speedUp]) => ({
    what: `${name}: top-1 on ImageNet-1K, and speed-up in wall time`,
    value: `${plain === null ? '' : `${plain} -> `}${method} %, ${speedUp}`,
    evidence: 'figure',
    source,
  }));

/** A model of a family that comes in sizes; its letter is the size's. */
const sized = (family: string) => (letter: string) => ({
  name: `${family}-${letter}`,
  id: `${family}-${letter}`.toLowerCase(),
});
const convnext = sized('ConvNeXt');
const pvt = sized('PVT');
const swin = sized('Swin');
const cswin = sized('CSWin');
const resnet50 = { name: 'ResNet-50', id: 'resnet50' };
const deitTiny = { name: 'DeiT-T', id: 'deit-tiny' };
const deitSmall = { name: 'DeiT-S', id: 'deit-small' };

const versionOne: Row[] = [
  [resnet50, '78.8', '79.4', '1.44x'],
  [convnext('T'), '82.1', '82.2', '1.49x'],
  [convnext('S'), '83.1', '83.2', '1.50x'],
  [convnext('B'), '83.8', '83.7', '1.48x'],
  [deitTiny, '72.5', '73.3', '1.55x'],
  [deitSmall, '80.3', '80.4', '1.51x'],
  [pvt('T'), '75.5', '75.5', '1.48x'],
  [pvt('S'), '79.9', '80.4', '1.56x'],
  [pvt('M'), '81.8', '81.8', '1.49x'],
  [pvt('L'), '82.3', '82.3', '1.53x'],
  [swin('T'), '81.3', '81.4', '1.49x'],
  [swin('S'), '83.1', '83.2', '1.50x'],
  [swin('B'), '83.4', '83.6', '1.50x'],
  [cswin('T'), '82.7', '82.8', '1.55x'],
  [cswin('S'), '83.4', '83.6', '1.51x'],
  [cswin('B'), '84.3', '84.3', '1.56x'],
];

const optimiser =
  'AdamW with weight decay 0.05 is not in Mikke, which trains with SGD; the published learning rate of 0.004 is AdamW’s at batches of 4,096, and no peak for SGD.';
const regularisation =
  'Mixup 0.8, CutMix 1.0, label smoothing 0.1 and random erasing 0.25 belong to the published recipe and not to the method: "--mixup 0.8 --cutmix 1 --label-smoothing 0.1 --erase 0.25" switches them on.';
const crops =
  'Random resized crops are not in Mikke; "--crop-padding" and "--flip true" come nearest.';

export const efficientTrainV1: Template = {
  name: 'efficienttrain-v1',
  title: 'EfficientTrain',
  summary: 'Shows the low frequencies of the images first, and ever stronger augmentation.',
  source: {
    title: 'EfficientTrain, Wang et al., ICCV 2023',
    address: 'https://arxiv.org/abs/2211.09703',
  },
  published: { epochs: 300, size: 224, batchSize: 4096 },
  baselineEpochs: [1, 1],
  settings: () => ({
    view: 'efficienttrain',
    resampling: 'frequency',
    augment: 'randaugment',
    policy: 'none',
    lrSchedule: 'cosine',
  }),
  models: versionOne.map(([model]) => model),
  remarks: [
    'The published warm-up of 20 of 300 epochs and the end of the cosine at 0.000001 are not in the schedule.',
    'Random erasing, mixup and CutMix belong to the published recipe and not to the method: "--erase", "--mixup" and "--cutmix" switch them on.',
  ],
  lacks: [optimiser, crops],
  figures: [
    {
      what: 'compute, for convolutional networks',
      value: '1.53x less',
      evidence: 'figure',
      source: 'EfficientTrain, table of results',
    },
    ...figuresOf(versionOne, 'EfficientTrain, table 6'),
  ],
};

const plusPlusSource = {
  title: 'EfficientTrain++, Wang et al., TPAMI 2024',
  address: 'https://arxiv.org/abs/2405.08768',
};

function plusPlus(
  family: Recipe['viewFamily'],
  of: string,
  warmup: string,
  rows: readonly Row[],
): Template {
  return {
    name: `efficienttrain-plus-plus-${family}`,
    title: `EfficientTrain++ for ${of}`,
    summary:
      'Small images first, in ten stages of equal compute, under ever stronger augmentation.',
    source: plusPlusSource,
    published: { epochs: 200, size: 224, batchSize: 4096 },
    baselineEpochs: [3, 2],
    settings: () => ({
      view: 'efficienttrain-plus-plus',
      viewFamily: family,
      resampling: 'lanczos',
      augment: 'randaugment',
      policy: 'none',
      lrSchedule: 'cosine',
    }),
    models: rows.map(([model]) => model),
    remarks: [
      'Our reading: the published budget of 200 is compared with 300 plain epochs, as in EfficientTrain.',
      `Not in the schedule: a warm-up of ${warmup}.`,
      'Images are made smaller by Lanczos resampling, as in the released code; "--resampling frequency" takes the crop of EfficientTrain instead.',
      regularisation,
    ],
    lacks: [
      optimiser,
      crops,
      'Drop-path and averaged weights, which some of the released scripts have, are not in Mikke.',
    ],
    figures: figuresOf(rows, 'EfficientTrain++, table 7'),
  };
}

const ownWarmup = '20 epochs, counted in each stage’s own horizon';

export const efficientTrainPlusPlusResnet = plusPlus(
  'resnet',
  'ResNet, Swin and CSWin',
  ownWarmup,
  [
    [resnet50, '78.8', '79.6', '1.45x'],
    [swin('T'), null, '81.6', '1.49x'],
    [swin('S'), null, '83.2', '1.51x'],
    [swin('B'), null, '83.6', '1.47x'],
    [cswin('T'), null, '82.9', '1.50x'],
    [cswin('S'), null, '83.6', '1.52x'],
    [cswin('B'), null, '84.3', '1.52x'],
  ],
);

export const efficientTrainPlusPlusConvnext = plusPlus('convnext', 'ConvNeXt', ownWarmup, [
  [convnext('T'), null, '82.2', '1.49x'],
  [convnext('S'), null, '83.2', '1.52x'],
  [convnext('B'), null, '83.8', '1.49x'],
]);

export const efficientTrainPlusPlusDeit = plusPlus('deit', 'DeiT', '20 % of each horizon', [
  [deitTiny, '72.5', '73.7', '1.64x'],
  [deitSmall, '80.3', '81.0', '1.60x'],
]);
