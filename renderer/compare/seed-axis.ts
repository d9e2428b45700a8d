import type { Interval } from '../../src/core/study/summary.ts';
import { niceAxis, type Axis } from '../lib/plot.ts';

/**
 * An axis with every value on it, and of the intervals as much as leaves the values a third of it:
 * an interval from two seeds can be a hundred times as wide as they are apart. Null without values.
 */
export function seedAxis(values: readonly number[], intervals: readonly Interval[]): Axis | null {
  if (values.length === 0) return null;
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  // Values that are all one stand in the middle.
  const apart = highest > lowest ? highest - lowest : Math.abs(lowest) / 100;
  const low = Math.min(lowest, ...intervals.map((interval) => interval.low));
  const high = Math.max(highest, ...intervals.map((interval) => interval.high));
  if (highest === lowest) return niceAxis(lowest - apart, highest + apart);
  return niceAxis(Math.max(low, lowest - apart), Math.min(high, highest + apart));
}
