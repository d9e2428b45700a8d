import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSamples } from '../../src/dataset/choose.ts';

const labelled = fc
  .array(fc.oneof(fc.nat(3), fc.nat(255)), { minLength: 1, maxLength: 200 })
  .map((labels) => Uint8Array.from(labels));
const seed = fc.maxSafeNat();

const histogram = (labels: Iterable<number>) => {
  const counts = new Array<number>(256).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
};

describe('a limit', () => {
  it('takes exactly so many, each once and in file order', () => {
    fc.assert(
      fc.property(labelled, fc.nat(), seed, (labels, any, dataSeed) => {
        const limit = 1 + (any % labels.length);
        const taken = chooseSamples(labels, limit, 'limit-train', dataSeed);
        expect(taken).toHaveLength(limit);
        expect(taken.every((index, i) => i === 0 || taken[i - 1] < index)).toBe(true);
        expect(taken.every((index) => index < labels.length)).toBe(true);
      }),
    );
  });

  it('takes of every class less than one sample more or fewer than its share', () => {
    fc.assert(
      fc.property(labelled, fc.nat(), seed, (labels, any, dataSeed) => {
        const limit = 1 + (any % labels.length);
        const taken = chooseSamples(labels, limit, 'limit-train', dataSeed);
        const before = histogram(labels);
        histogram([...taken].map((index) => labels[index])).forEach((count, label) => {
          expect(Math.abs(count - (limit * before[label]) / labels.length)).toBeLessThan(1);
        });
      }),
    );
  });

  it.each([null, 6, 7])('of %s takes all of 6 samples', (limit) => {
    const labels = Uint8Array.of(3, 1, 1, 0, 3, 3);
    expect([...chooseSamples(labels, limit, 'limit-test', 1)]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('gives what is left over to the largest remainders, and among equals to the lower class', () => {
    // Shares of 4 among 5, 3 and 2 are 2, 1.2 and 0.8; of 1 among 2 and 2 they are 0.5 each.
    const taken = (counts: number[], limit: number) => {
      const labels = Uint8Array.from(
        counts.flatMap((n, label) => new Array<number>(n).fill(label)),
      );
      const indices = chooseSamples(labels, limit, 'limit-train', 0);
      return histogram([...indices].map((index) => labels[index])).slice(0, counts.length);
    };
    expect(taken([5, 3, 2], 4)).toEqual([2, 1, 1]);
    expect(taken([2, 2], 1)).toEqual([1, 0]);
  });

  it('takes the same samples again, and others for another seed or split', () => {
    const labels = Uint8Array.from({ length: 500 }, (_, i) => i % 10);
    const taken = [...chooseSamples(labels, 50, 'limit-train', 4)];
    expect([...chooseSamples(labels, 50, 'limit-train', 4)]).toEqual(taken);
    expect([...chooseSamples(labels, 50, 'limit-train', 5)]).not.toEqual(taken);
    expect([...chooseSamples(labels, 50, 'limit-test', 4)]).not.toEqual(taken);
  });
});
