import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, type RandomStream } from '../../../src/core/random/stream.ts';
import { symmetricBeta } from '../../../src/core/random/symmetric-beta.ts';

const COUNT = 20_000;

function draws(alpha: number): number[] {
  const random = randomStream({ seed: 3, purpose: 'beta' });
  return Array.from({ length: COUNT }, () => symmetricBeta(alpha, random));
}

/** The largest distance of the draws' distribution from `cdf`. */
function kolmogorovSmirnov(values: number[], cdf: (x: number) => number): number {
  return values
    .toSorted((a, b) => a - b)
    .reduce((worst, x, i) => {
      const expected = cdf(x);
      const [below, above] = [i / values.length, (i + 1) / values.length];
      return Math.max(worst, expected - below, above - expected);
    }, 0);
}

/**
 * The distribution function of Beta(alpha, alpha) by the midpoint rule. With x = sin²(θ) its density
 * is that of sin^(2 alpha - 1) cos^(2 alpha - 1), and with θ = (π/4) s^(1 / (2 alpha)) below the middle
 * nothing is infinite at 0 any more.
 */
function numericCdf(alpha: number): (x: number) => number {
  const cells = 20_000;
  const power = 1 / (2 * alpha);
  const sums = new Float64Array(cells + 1);
  for (let i = 0; i < cells; i++) {
    const s = (i + 0.5) / cells;
    const theta = (Math.PI / 4) * s ** power;
    const density = (Math.sin(theta) * Math.cos(theta)) ** (2 * alpha - 1);
    sums[i + 1] = sums[i] + density * s ** (power - 1);
  }
  const lower = (x: number) => {
    const at = ((Math.asin(Math.sqrt(x)) * 4) / Math.PI) ** (2 * alpha) * cells;
    const cell = Math.min(Math.floor(at), cells - 1);
    const sum = sums[cell] + (at - cell) * (sums[cell + 1] - sums[cell]);
    return sum / (2 * sums[cells]);
  };
  return (x) => (x <= 0.5 ? lower(x) : 1 - lower(1 - x));
}

/** Below it with a chance of 0.999 if the distribution is right; the seed is fixed. */
const LIMIT = 1.95 / Math.sqrt(COUNT);

describe('Beta(alpha, alpha)', () => {
  it.each([0.1, 0.2, 0.8, 1, 2, 7.5])('has its mean, variance and kurtosis for %d', (alpha) => {
    const values = draws(alpha);
    const moment = (k: number) => values.reduce((sum, x) => sum + (x - 0.5) ** k, 0) / COUNT;
    const variance = 1 / (4 * (2 * alpha + 1));
    const fourth = variance ** 2 * (3 - 6 / (2 * alpha + 3));
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(variance / COUNT));
    expect(Math.abs(moment(2) - variance)).toBeLessThan(
      4 * Math.sqrt((fourth - variance ** 2) / COUNT),
    );
    expect(moment(4) / fourth).toBeCloseTo(1, 1);
  });

  it('is uniform for 1', () => {
    expect(kolmogorovSmirnov(draws(1), (x) => x)).toBeLessThan(LIMIT);
  });

  it('is the arcsine distribution for a half', () => {
    const arcsine = (x: number) => (2 / Math.PI) * Math.asin(Math.sqrt(x));
    expect(kolmogorovSmirnov(draws(0.5), arcsine)).toBeLessThan(LIMIT);
  });

  it('is 3x² - 2x³ for 2', () => {
    expect(kolmogorovSmirnov(draws(2), (x) => x * x * (3 - 2 * x))).toBeLessThan(LIMIT);
  });

  it.each([0.2, 0.8, 3])('has the distribution of its integrated density for %d', (alpha) => {
    expect(kolmogorovSmirnov(draws(alpha), numericCdf(alpha))).toBeLessThan(LIMIT);
  });

  it('is integrated rightly by the oracle, where a closed form is known', () => {
    for (let x = 0; x <= 1; x += 0.05) {
      expect(numericCdf(1)(x)).toBeCloseTo(x, 6);
      expect(numericCdf(2)(x)).toBeCloseTo(x * x * (3 - 2 * x), 6);
      expect(numericCdf(0.5)(x)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 6);
    }
  });

  it('stays in 0 … 1 for every alpha and the extremes of chance', () => {
    const extremes = fc.constantFrom(0, 2 ** -53, 0.25, 0.5, 0.75, 1 - 2 ** -53);
    const alphas = fc.constantFrom(1e-6, 1e-3, 0.2, 1, 100);
    fc.assert(
      fc.property(alphas, extremes, extremes, (alpha, first, second) => {
        const floats = [first, second];
        const random = { float: () => floats.shift() } as unknown as RandomStream;
        const drawn = symmetricBeta(alpha, random);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThanOrEqual(1);
      }),
    );
  });
});
