/** How a recipe's settings of an epoch show its images. */
import type { ImageShape } from '../schedule/course.ts';
import { isPlain, type Augmentation } from '../view/augmentation.ts';
import type { View } from '../view/resampling.ts';
import type { Recipe } from './recipe.ts';

/** An option of the learner where less than the whole image is shown, and nothing where it is whole. */
export const viewOf = (
  shown: ImageShape,
  whole: ImageShape,
  { resampling }: Pick<Recipe, 'resampling'>,
): { view?: View } =>
  shown.height === whole.height && shown.width === whole.width
    ? {}
    : { view: { ...shown, resampling } };

/** Null where the images stay as they are. */
export function augmentationOf(settings: Recipe, epoch: number): Augmentation | null {
  const { seed, cropPadding, flip, augment: policy, magnitude, erase } = settings;
  const augmentation = { seed, epoch, cropPadding, flip, policy, magnitude, erase };
  return isPlain(augmentation) ? null : augmentation;
}
