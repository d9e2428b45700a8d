import type { Easing, Track } from './schedule.ts';

/** The share of the way from one value to the next at a share of the time between them. */
const weights: Record<Exclude<Easing, 'hold'>, (done: number) => number> = {
  linear: (done) => done,
  cosine: (done) => (1 - Math.cos(Math.PI * done)) / 2,
  smooth: (done) => done * done * (3 - 2 * done),
};

/**
 * The value of a track at a position in epochs. Before the first keyframe it is the first value,
 * after the last one the last. Training and drawing both use this one function.
 */
export function evaluate(track: Track, at: number): number {
  let low = 0;
  let high = track.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (track[middle].at <= at) low = middle + 1;
    else high = middle;
  }
  const from = track[Math.max(low - 1, 0)];
  const to = track[low];
  if (low === 0 || to === undefined || from.easing === 'hold') return from.value;
  const done = (at - from.at) / (to.at - from.at);
  return from.value + (to.value - from.value) * weights[from.easing](done);
}
