import type { Prelude } from './policy.ts';

/** K, how many of N samples a fraction allows to hide. The small term keeps 0.29 of 100 from being 28. */
export const hideCount = (fraction: number, samples: number): number =>
  Math.min(samples, Math.floor(fraction * samples + 1e-9));

/** How many of a batch a fraction keeps: rounded down as K is, but at least one. */
export const keepCount = (fraction: number, samples: number): number =>
  Math.max(1, hideCount(fraction, samples));

/** How many are held out for a model of a policy's own: somebody to learn from, and somebody to score. */
export const heldOutCount = (fraction: number, samples: number): number =>
  fraction === 0 ? 0 : Math.max(0, Math.min(keepCount(fraction, samples), samples - 1));

/** What a policy's own models forward and learn from before the first epoch, in samples. */
export function preludeCost(
  { models, epochs, holdOut, score }: Prelude,
  samples: number,
): { forward: number; backward: number } {
  const heldOut = heldOutCount(holdOut, samples);
  const learned = models * epochs * (holdOut === 0 ? samples : heldOut);
  const scored = score === 'forgetting' ? 0 : models * (samples - heldOut);
  return {
    forward: learned + scored,
    backward: learned + (score === 'grand-full' ? scored : 0),
  };
}

/**
 * KAKURENBO's learning-rate factor 1 / (1 - Fe): as if the steps that hiding saves were taken.
 * Fe is the scheduled fraction, below 1, and not the realised one; the factor is off during warm-up.
 */
export const learningRateFactor = (hideFraction: number, epoch: number, warmup: number): number =>
  epoch < warmup ? 1 : 1 / (1 - hideFraction);
