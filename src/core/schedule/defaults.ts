import type { Clock, Keyframe, Track } from './schedule.ts';

/** A share of the training as a quotient of whole numbers, so that no rounding moves an epoch. */
export type Share = readonly [numerator: number, denominator: number];

/** Where KAKURENBO's fraction and the step learning rate change: 60, 120 and 160 of 200 epochs. */
export const KAKURENBO_SHARES: readonly Share[] = [
  [0, 10],
  [3, 10],
  [6, 10],
  [8, 10],
];

/**
 * Where on a schedule of `epochs` the shares are. On the clock `epoch` that is the first whole epoch
 * at or after each; on the clock `compute` passes begin at no whole numbers, and it is the share itself.
 */
export const placesOf = (shares: readonly Share[], epochs: number, clock: Clock): number[] =>
  shares.map(([numerator, denominator]) => {
    // 3 * epochs / 10 is exact where a product with 0.3 is not.
    const place = (numerator * epochs) / denominator;
    return clock === 'epoch' ? Math.ceil(place) : place;
  });

/** A track that holds each value from its place on; of several at one place, the last stands. */
export function held(places: readonly number[], values: readonly number[]): Track {
  const keyframes = new Map<number, Keyframe>();
  places.forEach((at, i) => keyframes.set(at, { at, value: values[i], easing: 'hold' }));
  return [...keyframes.values()];
}

export const constant = (value: number): Track => [{ at: 0, value, easing: 'hold' }];

/** Hide fractions F, 0.8 F, 0.6 F, 0.4 F: KAKURENBO's alpha(e) F. */
export const steppedDown = (maximum: number, epochs: number): Track =>
  heldDown(placesOf(KAKURENBO_SHARES, epochs, 'epoch'), maximum);

/** The same fractions from other places on, or as many of them as there are places. */
export const heldDown = (places: readonly number[], maximum: number): Track =>
  held(
    places,
    [10, 8, 6, 4].map((tenths) => (maximum * tenths) / 10),
  );

/** The learning rate, falling by five at the same epochs, or along half a cosine to 0. */
export function defaultLearningRate(peak: number, shape: 'step' | 'cosine', epochs: number): Track {
  if (shape === 'step')
    return held(placesOf(KAKURENBO_SHARES, epochs, 'epoch'), [
      peak,
      peak / 5,
      peak / 25,
      peak / 125,
    ]);
  return [
    { at: 0, value: peak, easing: 'cosine' },
    { at: epochs, value: 0, easing: 'hold' },
  ];
}
