/** What a recipe's settings of an epoch make of its images and labels. */
import type { Plan } from '../core/hiding/policy.ts';
import type { RandomStream } from '../core/random/stream.ts';
import type { Recipe } from '../core/recipe/recipe.ts';
import type { ImageShape } from '../core/schedule/course.ts';
import { isPlain, type Augmentation } from '../core/view/augmentation.ts';
import { drawMix } from '../core/view/mix.ts';
import type { View } from '../core/view/resampling.ts';
import type { Batch } from './data-source.ts';
import type { StepOptions } from './learner.ts';

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

/** How a step weighs, smooths, mixes and views its batch. */
export function stepOptions(
  { samples }: Batch,
  { weights }: Plan,
  {
    settings: { mixup, cutmix, labelSmoothing },
    shown,
    view: { height, width },
    random,
  }: {
    settings: Recipe;
    shown: { view?: View };
    view: ImageShape;
    random: (purpose: string, index: number) => RandomStream;
  },
  step: number,
): StepOptions {
  const mix = drawMix({
    ...{ mixup, cutmix, batchSize: samples.length, height, width },
    random: random('mix', step),
  });
  return {
    ...shown,
    ...(weights === undefined
      ? {}
      : { weights: Float32Array.from(samples, (sample) => weights[sample]) }),
    ...(labelSmoothing === 0 ? {} : { labelSmoothing }),
    ...(mix === null ? {} : { mix }),
  };
}
