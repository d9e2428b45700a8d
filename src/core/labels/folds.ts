import { randomStream, shuffle } from '../random/stream.ts';

export const LEAST_FOLDS = 2;
export const MOST_FOLDS = 20;
export const DEFAULT_FOLDS = 5;

/**
 * The fold of each sample, 0 … folds-1: the samples of every class are shuffled by the stream (seed,
 * "folds", class) and dealt out in turn, one class after the other, so that folds differ by at most
 * one sample, within each class too.
 */
export function foldsOf(labels: Uint16Array, folds: number, seed: number): Uint8Array {
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Uint32Array(classes);
  for (const label of labels) sizes[label]++;
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  labels.forEach((label, sample) => (members[label][sizes[label]++] = sample));

  const fold = new Uint8Array(labels.length);
  let dealt = 0;
  members.forEach((samples, index) => {
    for (const sample of shuffle(samples, randomStream({ seed, purpose: 'folds', index }))) {
      fold[sample] = dealt++ % folds;
    }
  });
  return fold;
}
