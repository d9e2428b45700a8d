/** A range of an axis in bins, as it is brushed, and the numbers that it stands for. */
import { shareOf, valueAt, type Axis } from '../../../src/core/query/axis.ts';

export type Range = { min: number | null; max: number | null };
/** Of an axis, from 0 to 1. */
export type Span = { low: number; high: number };

export const wholeAxis: Span = { low: 0, high: 1 };

/** Figures that a bound is given with: what a chip says is what decides. */
const FIGURES = 3;
const rounded = (value: number) => Number(value.toPrecision(FIGURES));

/** Bins are shares of the axis, and a value at an edge belongs to the bin that begins there. */
const toEdge = (share: number, bins: number, round: (place: number) => number) =>
  Math.min(1, Math.max(0, round(share * bins) / bins));

/** The whole bins that a stroke between two shares touches. */
export function spanOfStroke(from: number, to: number, bins: number): Span {
  const [low, high] = from < to ? [from, to] : [to, from];
  return { low: toEdge(low, bins, Math.floor), high: toEdge(high, bins, Math.ceil) };
}

/** With one end moved by bins; it stays a bin away from the other end. */
export function spanMoved(span: Span, end: keyof Span, by: number, bins: number): Span {
  const at = Math.round(span[end] * bins) + by;
  const others = Math.round(span[end === 'low' ? 'high' : 'low'] * bins);
  const [least, most] = end === 'low' ? [0, others - 1] : [others + 1, bins];
  return { ...span, [end]: Math.min(most, Math.max(least, at)) / bins };
}

/**
 * The numbers of a span; an end of the axis stands for all that is beyond, and both ends together
 * for no range.
 * @param whole for numbers without fractions: the upper end of a span is not in it
 */
export function rangeOfSpan({ low, high }: Span, axis: Axis, whole: boolean): Range | null {
  if (low <= 0 && high >= 1) return null;
  const bound = whole ? nextWhole : rounded;
  const upper = whole ? (value: number) => nextWhole(value) - 1 : rounded;
  const min = low <= 0 ? null : bound(valueAt(axis, low));
  const max = high >= 1 ? null : upper(valueAt(axis, high));
  // Of a bin between two whole numbers neither is left.
  return whole && min !== null && max !== null && max < min ? { min, max: min } : { min, max };
}

/** Computed edges are whole numbers but for the last digits. */
const nextWhole = (value: number) => Math.ceil(value - 1e-6);

/** Where a range stands on the axis. */
export function spanOfRange({ min, max }: Range, axis: Axis, whole: boolean): Span {
  return {
    low: min === null ? 0 : shareOf(axis, min),
    high: max === null ? 1 : shareOf(axis, whole ? max + 1 : max),
  };
}
