import type { Keyframe, Track } from './schedule.ts';

/** Tenths of the training at which KAKURENBO's fraction and the step learning rate change (60, 120, 160 of 200). */
const STEP_TENTHS = [0, 3, 6, 8];

/** A track that holds `values` from 0, 30, 60 and 80 % of the epochs on. */
function steps(values: readonly number[], epochs: number): Track {
  const keyframes = new Map<number, Keyframe>();
  values.forEach((value, i) => {
    // The first whole epoch at or after the share; 3 * epochs / 10 is exact where a product with 0.3 is not.
    const at = Math.ceil((STEP_TENTHS[i] * epochs) / 10);
    keyframes.set(at, { at, value, easing: 'hold' });
  });
  return [...keyframes.values()];
}

export const constant = (value: number): Track => [{ at: 0, value, easing: 'hold' }];

/** Hide fractions F, 0.8 F, 0.6 F, 0.4 F: KAKURENBO's alpha(e) F. */
export const steppedDown = (maximum: number, epochs: number): Track =>
  steps(
    [10, 8, 6, 4].map((tenths) => (maximum * tenths) / 10),
    epochs,
  );

/** The learning rate, falling by five at the same epochs, or along half a cosine to 0. */
export function defaultLearningRate(peak: number, shape: 'step' | 'cosine', epochs: number): Track {
  if (shape === 'step') return steps([peak, peak / 5, peak / 25, peak / 125], epochs);
  return [
    { at: 0, value: peak, easing: 'cosine' },
    { at: epochs, value: 0, easing: 'hold' },
  ];
}
