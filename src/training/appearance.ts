import type { Plan } from '../core/hiding/policy.ts';
import type { RandomStream } from '../core/random/stream.ts';
import type { Recipe } from '../core/recipe/recipe.ts';
import type { ImageShape } from '../core/schedule/course.ts';
import { drawMix } from '../core/view/mix.ts';
import type { View } from '../core/view/resampling.ts';
import type { Batch } from './data-source.ts';
import type { StepOptions } from './learner.ts';

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
