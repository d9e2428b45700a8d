/** Labels that are wrong on purpose, and how well a ranking finds them. */
import { choose, randomStream } from '../../src/core/random/stream.ts';

/** Turns a share of the labels into another class, each equally likely. @returns who was flipped, ascending */
export function flipLabels(labels: Uint8Array, share: number, classes: number): Uint32Array {
  const random = randomStream({ seed: 1, purpose: 'flipped labels' });
  const flipped = choose(labels.length, Math.round(share * labels.length), random);
  for (const sample of flipped) {
    labels[sample] = (labels[sample] + 1 + random.below(classes - 1)) % classes;
  }
  return flipped;
}

/**
 * The area under the curve of a ranking whose low scores are to find the flipped: the chance that one
 * of them stands before one that is not, where equal scores count half. 0.5 is chance.
 */
export function areaUnderCurve(scores: ArrayLike<number>, flipped: Uint32Array): number {
  const isFlipped = new Set(flipped);
  const order = Array.from(scores, (score, sample) => ({ score, sample })).sort(
    (a, b) => a.score - b.score,
  );
  let area = 0;
  let before = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && order[end].score === order[start].score) end++;
    const found = order.slice(start, end).filter(({ sample }) => isFlipped.has(sample)).length;
    const others = end - start - found;
    area += others * (before + found / 2);
    before += found;
  }
  return area / (flipped.length * (order.length - flipped.length));
}
