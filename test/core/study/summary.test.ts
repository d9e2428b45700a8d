import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream.ts';
import { differenceOf, summaryOf } from '../../../src/core/study/summary.ts';

const someValues = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
  minLength: 2,
  maxLength: 12,
});

describe('a summary', () => {
  it('of nothing is none, and of one value has no spread', () => {
    expect(summaryOf([])).toBeNull();
    expect(summaryOf([3])).toEqual({ n: 1, mean: 3, standardDeviation: null, interval: null });
  });

  it('is that of a worked example', () => {
    // 8, 9, 10, 11, 12: mean 10, variance 10 / 4, half an interval 2.776 · sqrt(2.5 / 5).
    const summary = summaryOf([8, 9, 10, 11, 12]);
    expect(summary).toMatchObject({ n: 5, mean: 10 });
    expect(summary?.standardDeviation).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(summary?.interval?.low).toBeCloseTo(10 - 1.963_24, 5);
    expect(summary?.interval?.high).toBeCloseTo(10 + 1.963_24, 5);
  });

  it('has the standard deviation that all pairs have', () => {
    // The sample variance is the mean of half the squared differences of all pairs.
    fc.assert(
      fc.property(someValues, (values) => {
        const pairs = values.flatMap((a, i) => values.slice(i + 1).map((b) => (a - b) ** 2 / 2));
        const variance = pairs.reduce((sum, half) => sum + half, 0) / pairs.length;
        expect(summaryOf(values)?.standardDeviation).toBeCloseTo(Math.sqrt(variance), 9);
      }),
    );
  });

  it('does not depend on the order of the values', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const [one, other] = [summaryOf(values), summaryOf(values.toReversed())];
        expect(one?.mean).toBeCloseTo(other?.mean ?? NaN, 10);
        expect(one?.interval?.low).toBeCloseTo(other?.interval?.low ?? NaN, 8);
      }),
    );
  });

  it('has an interval that holds the true mean in 95 of 100 samples', () => {
    const random = randomStream({ seed: 1, purpose: 'coverage' });
    const samples = 4000;
    let held = 0;
    for (let sample = 0; sample < samples; sample++) {
      const values = Array.from({ length: 4 }, () => 7 + 3 * random.normal());
      const { low, high } = summaryOf(values)?.interval ?? { low: NaN, high: NaN };
      if (low <= 7 && 7 <= high) held++;
    }
    // Three standard errors of a proportion of 0.95 are 0.0103.
    expect(Math.abs(held / samples - 0.95)).toBeLessThan(0.0103);
  });
});

describe('a paired difference', () => {
  it('is that of the published example of two drugs and ten sleepers', () => {
    // Student 1908: t = 4.0621, p = 0.002833, interval 0.7001142 to 2.4598858.
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const difference = differenceOf(second.map((value, i) => [value, first[i]]));
    expect(difference?.mean).toBeCloseTo(1.58, 12);
    expect(difference?.t).toBeCloseTo(4.0621, 4);
    expect(difference?.p).toBeCloseTo(0.002_833, 6);
    expect(difference?.interval?.low).toBeCloseTo(0.700_114_2, 6);
    expect(difference?.interval?.high).toBeCloseTo(2.459_885_8, 6);
  });

  it('has p below 0.05 just where its interval leaves 0 out', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const difference = differenceOf(values.map((value) => [value, 0]));
        if (difference?.p === null || !difference?.interval) return;
        const { low, high } = difference.interval;
        if (Math.abs(difference.p - 0.05) < 1e-9) return;
        expect(difference.p < 0.05).toBe(low > 0 || high < 0);
      }),
    );
  });

  it('of no pair is none, and of one pair has no test', () => {
    expect(differenceOf([])).toBeNull();
    expect(differenceOf([[3, 1]])).toMatchObject({ n: 1, mean: 2, interval: null, p: null });
  });

  it('that does not vary has no test, whatever float64 made of it', () => {
    expect(
      differenceOf([
        [0.5, 0.5],
        [0.25, 0.25],
      ]),
    ).toMatchObject({ mean: 0, t: null, p: null });
    expect(
      differenceOf([
        [0.9, 0.8],
        [0.7, 0.6],
        [0.4, 0.3],
      ]),
    ).toMatchObject({ t: null, p: null });
  });
});
