import type { Parameter } from '../recipe/parameter.ts';

const kakurenbo = 'https://arxiv.org/abs/2310.10102';

/** Settings that mean the same in every policy that reads them. */
export const hide = {
  type: 'number',
  min: 0,
  max: 1,
  default: 0.3,
  label: 'hide fraction',
  unit: 'fraction of samples',
  help: 'The most that may be hidden in an epoch; how it changes over the epochs is the policy’s.',
  source: kakurenbo,
} as const satisfies Parameter;

export const warmup = {
  type: 'integer',
  min: 0,
  max: 100_000,
  default: 1,
  label: 'warm-up',
  unit: 'epochs',
  help: 'Epochs in which hiding does not raise the learning rate.',
  source: kakurenbo,
} as const satisfies Parameter;

export const scoreModels = {
  type: 'integer',
  min: 1,
  max: 100,
  default: 1,
  label: 'scoring models',
  unit: 'models',
  help: 'Models of different initial weights that score every sample before the first epoch; the mean of their scores counts.',
} as const satisfies Parameter;

export const scoreEpochs = {
  type: 'integer',
  min: 1,
  max: 65_535,
  default: 20,
  label: 'scoring epochs',
  unit: 'epochs',
  help: 'Epochs that a scoring model is trained for, besides those of the run.',
} as const satisfies Parameter;
