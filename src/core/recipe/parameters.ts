import { hidingPolicyNames } from '../hiding/registry.ts';
import type { Parameter } from './parameter.ts';

const kakurenbo = 'https://arxiv.org/abs/2310.10102';

/** The models and engines are listed here by name only: the core knows what may be asked for, not how it is done. */
export const modelNames = ['resnet8', 'resnet20', 'wrn-16-4'] as const;
export const engineNames = ['auto', 'onednn', 'wasm', 'cpu'] as const;

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
    help: 'Train on this many samples, taken evenly from every class; all by default.',
  },
  testLimit: {
    type: 'integer',
    min: 1,
    max: 100_000_000,
    default: null,
    label: 'test limit',
    unit: 'samples',
    help: 'Test on this many samples, taken evenly from every class; all by default.',
  },
  dataSeed: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: 0,
    label: 'data seed',
    help: 'Which samples a limit takes. It is apart from the seed, so that every seed trains on the same ones.',
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
    help: 'How many passes over the data set.',
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
  hide: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.3,
    label: 'hide fraction',
    unit: 'fraction of samples',
    help: 'The most that may be hidden: all of it at first, then 0.8, 0.6 and 0.4 of it from 30, 60 and 80 % of the epochs on.',
    source: kakurenbo,
  },
  tau: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.7,
    label: 'confidence threshold',
    help: 'A sample is hidden only if it is right with at least this confidence.',
    source: kakurenbo,
  },
  warmup: {
    type: 'integer',
    min: 0,
    max: 100_000,
    default: 1,
    label: 'warm-up',
    unit: 'epochs',
    help: 'Epochs in which hiding does not raise the learning rate.',
    source: kakurenbo,
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
