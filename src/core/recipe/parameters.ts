import { hidingPolicies, hidingPolicyNames } from '../hiding/registry.ts';
import { augmentationPolicies } from '../view/augmentation.ts';
import { resamplings } from '../view/resampling.ts';
import { viewPolicies, viewPolicyNames } from '../view/registry.ts';
import type { Parameter } from './parameter.ts';

const efficientTrain = 'https://arxiv.org/abs/2211.09703';

/** The models and engines are listed here by name only: the core knows what may be asked for, not how it is done. */
export const modelNames = ['resnet8', 'resnet20', 'wrn-16-4'] as const;
export const engineNames = ['auto', 'onednn', 'wasm', 'cpu'] as const;

/** All members of a union at once. */
type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** The settings that the members of a registry describe; those of one name are the same. */
const settingsOf = <Member extends { settings: Record<string, Parameter> }>(
  registry: Record<string, Member>,
) =>
  Object.assign({}, ...Object.values(registry).map(({ settings }) => settings)) as Intersection<
    Member['settings']
  >;

const hidingSettings = settingsOf(hidingPolicies);
const viewSettings = settingsOf(viewPolicies);
export const hidingSettingKeys = Object.keys(hidingSettings) as ParameterKey[];
export const viewSettingKeys = Object.keys(viewSettings) as ParameterKey[];

/** Every setting of a recipe, in the order in which people are asked. */
export const parameters = {
  dataset: {
    type: 'text',
    default: 'mnist',
    label: 'data set',
    help: '"mnist", or a folder of IDX files.',
  },
  limit: {
    type: 'integer',
    min: 1,
    max: 100_000_000,
    default: null,
    label: 'training limit',
    unit: 'samples',
    help: 'Train on this many samples, taken evenly from every class.',
  },
  testLimit: {
    type: 'integer',
    min: 1,
    max: 100_000_000,
    default: null,
    label: 'test limit',
    unit: 'samples',
    help: 'Test on this many samples, taken evenly from every class.',
  },
  validation: {
    type: 'integer',
    min: 0,
    max: 100_000_000,
    default: 0,
    label: 'validation split',
    unit: 'samples',
    help: 'Hold so many training samples out, taken evenly from every class, and test on them instead of the test split; 0 holds none out.',
  },
  dataSeed: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: 0,
    label: 'data seed',
    help: 'Which samples a limit or a validation split takes. It is apart from the seed, so that every seed trains on the same ones.',
  },
  model: {
    type: 'choice',
    choices: modelNames,
    default: 'resnet8',
    label: 'model',
    help: 'A residual network for small images: of 8 or 20 layers, or the wide one of 16 layers and four times the width.',
    source: 'https://arxiv.org/abs/1512.03385',
  },
  width: {
    type: 'integer',
    min: 1,
    max: 1024,
    default: 16,
    label: 'width',
    unit: 'channels',
    help: 'Channels of the first stage; the second and third have two and four times as many.',
  },
  epochs: {
    type: 'integer',
    min: 1,
    // The ledger counts epochs of hiding and forgetting in 16 bits.
    max: 65_535,
    default: 10,
    label: 'epochs',
    unit: 'epochs',
    help: 'Passes over the data set; with a view policy that counts compute, those of whole images that cost as much.',
  },
  batch: {
    type: 'integer',
    min: 1,
    max: 65_536,
    default: 64,
    label: 'batch size',
    unit: 'samples',
    help: 'Samples in one optimiser step.',
  },
  lr: {
    type: 'number',
    min: 0,
    max: 1000,
    default: 0.1,
    label: 'learning rate',
    help: 'The highest learning rate of the schedule.',
  },
  lrSchedule: {
    type: 'choice',
    choices: ['cosine', 'step'],
    default: 'cosine',
    label: 'learning-rate schedule',
    help: 'Half a cosine to 0, or a fifth of it from 30, 60 and 80 % of the epochs on.',
  },
  momentum: {
    type: 'number',
    min: 0,
    max: 0.9999,
    default: 0.9,
    label: 'momentum',
    help: 'The share of the last step that the next one keeps.',
  },
  nesterov: {
    type: 'boolean',
    default: false,
    label: 'Nesterov',
    help: 'Look ahead along the momentum.',
  },
  weightDecay: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.0005,
    label: 'weight decay',
    help: 'Pulls every weight towards 0.',
  },
  policy: {
    type: 'choice',
    choices: hidingPolicyNames,
    default: 'kakurenbo',
    label: 'hiding policy',
    help: 'Who decides which samples are hidden.',
  },
  ...hidingSettings,
  view: {
    type: 'choice',
    choices: viewPolicyNames,
    default: 'none',
    label: 'view policy',
    help: 'How much of the images is shown over time.',
  },
  ...viewSettings,
  resampling: {
    type: 'choice',
    choices: resamplings,
    default: 'frequency',
    label: 'resampling',
    help: 'How an image is made smaller: by its low frequencies alone, or as a copy by Lanczos or bilinear interpolation.',
    source: efficientTrain,
  },
  augment: {
    type: 'choice',
    choices: augmentationPolicies,
    default: 'none',
    label: 'augmentation',
    help: 'RandAugment, of two operations at the magnitude that is scheduled, or TrivialAugment (wide), of one at any strength.',
    source: 'https://arxiv.org/abs/1909.13719',
  },
  magnitude: {
    type: 'number',
    min: 0,
    max: 10,
    default: 9,
    label: 'augmentation magnitude',
    help: 'Of RandAugment, where the view policy does not schedule it.',
    source: 'https://arxiv.org/abs/1909.13719',
  },
  cropPadding: {
    type: 'integer',
    min: 0,
    max: 64,
    default: 0,
    label: 'crop padding',
    unit: 'pixels',
    help: 'Pad every side of a training image by so many pixels, and crop it at random to its size.',
  },
  flip: {
    type: 'boolean',
    default: false,
    label: 'flip',
    help: 'Mirror every second training image, at random, left to right.',
  },
  erase: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0,
    label: 'random erasing',
    unit: 'probability',
    help: 'How likely a rectangle of a training image is erased.',
    source: 'https://arxiv.org/abs/1708.04896',
  },
  mixup: {
    type: 'number',
    min: 0,
    max: 10,
    default: 0,
    label: 'mixup',
    unit: 'alpha',
    help: 'The alpha of the beta distribution that pairs of images and labels are mixed by; 0 mixes none.',
    source: 'https://arxiv.org/abs/1710.09412',
  },
  cutmix: {
    type: 'number',
    min: 0,
    max: 10,
    default: 0,
    label: 'CutMix',
    unit: 'alpha',
    help: 'The alpha of the beta distribution by which a rectangle of another image is put in; 0 puts in none.',
    source: 'https://arxiv.org/abs/1905.04899',
  },
  labelSmoothing: {
    type: 'number',
    min: 0,
    max: 0.99,
    default: 0,
    label: 'label smoothing',
    help: 'The share of a label that is spread over all classes.',
    source: 'https://arxiv.org/abs/1512.00567',
  },
  seed: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: 1,
    label: 'seed',
    help: 'Keys every random number of the run.',
  },
  engine: {
    type: 'choice',
    choices: engineNames,
    default: 'auto',
    label: 'engine',
    help: 'What does the tensor arithmetic; the fastest that passes its self-test by default.',
  },
} as const satisfies Record<string, Parameter>;

export type ParameterKey = keyof typeof parameters;
export const parameterKeys = Object.keys(parameters) as ParameterKey[];
