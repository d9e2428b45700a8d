import type { modelNames } from '../core/recipe/parameters.ts';
import type { Model, ModelShape } from './model.ts';
import { resnet } from './resnet.ts';
import { wideResnet } from './wide-resnet.ts';

export type ModelName = (typeof modelNames)[number];

/** Every model, by the name that a recipe gives. */
export const models: Record<ModelName, (shape: ModelShape) => Model> = {
  resnet8: (shape) => resnet(1, shape),
  resnet20: (shape) => resnet(3, shape),
  'wrn-16-4': (shape) => wideResnet(2, 4, shape),
};
