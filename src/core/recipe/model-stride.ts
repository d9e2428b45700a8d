import type { modelNames } from './parameters.ts';

type ModelName = (typeof modelNames)[number];

/** How many pixels along a side of the image become one of the model's last maps. */
const strides: Record<ModelName, number> = { resnet8: 4, resnet20: 4, 'wrn-16-4': 4 };

/**
 * Pixels of a side of the model's last maps, for images of so many. Strides round up, so that every
 * model takes images of a single pixel; but of maps of one pixel a filter sees no neighbours.
 */
export const lastMapSide = (model: ModelName, side: number): number =>
  Math.ceil(side / strides[model]);
