/** What a few values say of the mean that they are drawn around. */
import { twoSidedQuantile, twoSidedTail } from './student.ts';

/** Of every interval, so that no table mixes two. */
const CONFIDENCE = 0.95;

/** Spreads smaller than this part of the values are what float64 made of equal ones. */
const ROUNDING = 16 * Number.EPSILON;

export type Interval = { low: number; high: number };

export type Summary = {
  n: number;
  mean: number;
  /** Sample standard deviation, over n - 1; null for one value, which has none. */
  standardDeviation: number | null;
  /** Student's t-interval of 95 % for the mean; null for one value. */
  interval: Interval | null;
};

export type Difference = Summary & {
  /** Mean over its standard error, with n - 1 degrees of freedom; null where p is. */
  t: number | null;
  /** Two-sided, of the paired t-test; null for one pair, or where the differences do not vary. */
  p: number | null;
};

/** Null where there are no values. */
export function summaryOf(values: readonly number[]): Summary | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = meanOf(values);
  if (n === 1) return { n, mean, standardDeviation: null, interval: null };
  const squares = values.map((value) => (value - mean) ** 2);
  const standardDeviation = Math.sqrt((meanOf(squares) * n) / (n - 1));
  const half = (twoSidedQuantile(CONFIDENCE, n - 1) * standardDeviation) / Math.sqrt(n);
  return { n, mean, standardDeviation, interval: { low: mean - half, high: mean + half } };
}

/** Of pairs [value, baseline's value], each of one seed: the mean of value - baseline. Null where there are none. */
export function differenceOf(pairs: readonly (readonly [number, number])[]): Difference | null {
  const summary = summaryOf(pairs.map(([value, baseline]) => value - baseline));
  if (summary === null) return null;
  const { n, mean, standardDeviation } = summary;
  const largest = Math.max(...pairs.flat().map(Math.abs));
  if (standardDeviation === null || standardDeviation <= ROUNDING * largest) {
    return { ...summary, t: null, p: null };
  }
  const t = mean / (standardDeviation / Math.sqrt(n));
  return { ...summary, t, p: twoSidedTail(t, n - 1) };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
