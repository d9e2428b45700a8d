import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { twoSidedQuantile, twoSidedTail } from '../../../src/core/study/student.ts';

const degrees = fc.integer({ min: 1, max: 200 });

/** P(|T| < t) as the finite sum that whole degrees of freedom have (Abramowitz and Stegun 26.7.3 and 26.7.4). */
function centre(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  let [sum, term] = [0, df % 2 === 1 ? cos : 1];
  for (let k = df % 2 === 1 ? 2 : 1; k < df; k += 2) {
    sum += term;
    term *= (k / (k + 1)) * cos * cos;
  }
  return df % 2 === 1 ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
}

describe('the tail of Student’s t', () => {
  it('is one less the finite sum of its centre', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60, noNaN: true }), degrees, (t, df) => {
        expect(twoSidedTail(t, df)).toBeCloseTo(1 - centre(t, df), 12);
      }),
    );
  });

  it('is exact far out, where one less the centre is nothing', () => {
    // With one degree of freedom it is 2 atan(1 / t) / π, with two 1 - t / sqrt(2 + t²).
    for (const t of [1e3, 1e6, 1e9]) {
      expect(twoSidedTail(t, 1) / ((2 / Math.PI) * Math.atan(1 / t))).toBeCloseTo(1, 12);
      const root = Math.sqrt(2 + t * t);
      expect(twoSidedTail(t, 2) / (2 / (root * (root + t)))).toBeCloseTo(1, 12);
    }
  });

  it('is 1 at 0, and the same on both sides', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60, noNaN: true }), degrees, (t, df) => {
        expect(twoSidedTail(0, df)).toBe(1);
        expect(twoSidedTail(-t, df)).toBe(twoSidedTail(t, df));
      }),
    );
  });

  it('falls', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), degrees, (t, df) => {
        expect(twoSidedTail(t + 0.01, df)).toBeLessThan(twoSidedTail(t, df));
      }),
    );
  });
});

describe('the quantile of Student’s t', () => {
  // Printed tables, two-sided.
  test.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 5, 2.571],
    [0.95, 7, 2.365],
    [0.95, 9, 2.262],
    [0.95, 15, 2.131],
    [0.95, 29, 2.045],
    [0.95, 60, 2.0],
    [0.95, 120, 1.98],
    [0.9, 1, 6.314],
    [0.9, 10, 1.812],
    [0.99, 2, 9.925],
    [0.99, 4, 4.604],
    [0.99, 30, 2.75],
    [0.999, 3, 12.924],
  ])('at %d with %d degrees of freedom is %d', (confidence, df, expected) => {
    expect(twoSidedQuantile(confidence, df)).toBeCloseTo(expected, 3);
  });

  it('leaves in the tail what it should', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.999, noNaN: true }), degrees, (confidence, df) => {
        expect(twoSidedTail(twoSidedQuantile(confidence, df), df)).toBeCloseTo(1 - confidence, 13);
      }),
    );
  });

  it('tends to the normal distribution’s', () => {
    expect(twoSidedQuantile(0.95, 100_000)).toBeCloseTo(1.959_964, 4);
  });
});
