import type { Interval } from '../../src/core/study/summary.ts';
import { niceAxis, type Axis } from '../lib/plot.ts';

/**
 * An axis with every value on it, and of the intervals as much as leaves the values a third of it:
 * an interval from two seeds can be a hundred times as wide as they are apart. Null without values.
 * @param most what no value can be above; none is below 0
 */
export function seedAxis(
  values: readonly number[],
  intervals: readonly Interval[],
  most: number,
): Axis | null {
  if (values.length === 0) return null;
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  // Values that are all one stand in the middle.
  const apart = highest > lowest ? highest - lowest : Math.abs(lowest) / 100;
  const lows = intervals.map(({ low }) => low);
  const highs = intervals.map(({ high }) => high);
  const low = highest > lowest ? Math.min(lowest, ...lows) : -Infinity;
  const high = highest > lowest ? Math.max(highest, ...highs) : Infinity;
  return niceAxis(Math.max(0, low, lowest - apart), Math.min(most, high, highest + apart));
}
