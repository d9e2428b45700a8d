/** What the curves of a run show, and where: pure figures, drawn by Curve.svelte. */
import type { EpochRecord } from '../../src/core/record/run.ts';
import { formatDuration, formatFigure, formatPercent } from '../lib/format.ts';

export type Series = {
  name: string;
  /** Of an epoch. */
  value: (record: EpochRecord) => number;
  /** Custom property of tokens.css. */
  colour: string;
  dashed?: boolean;
};

export type CurveDefinition = {
  title: string;
  unit: string;
  series: readonly Series[];
  /** Areas one on the other, the first at the bottom. */
  stacked?: boolean;
  /** The top of the axis, where it is not the data's. */
  top?: number;
  format: (value: number) => string;
  axis: (value: number) => string;
};

const plain = (value: number) => formatFigure(value);
const wholePercent = (value: number) => `${Math.round(value * 100)}`;

export const curveDefinitions: readonly CurveDefinition[] = [
  {
    title: 'Loss',
    unit: 'nats a sample',
    series: [
      { name: 'test', value: ({ testLoss }) => testLoss, colour: '--ink' },
      { name: 'train', value: ({ trainLoss }) => trainLoss, colour: '--trained', dashed: true },
    ],
    format: plain,
    axis: plain,
  },
  {
    title: 'Accuracy',
    unit: '%',
    top: 1,
    series: [
      { name: 'test', value: ({ testAccuracy }) => testAccuracy, colour: '--ink' },
      {
        name: 'train',
        value: ({ trainAccuracy }) => trainAccuracy,
        colour: '--trained',
        dashed: true,
      },
    ],
    format: formatPercent,
    axis: wholePercent,
  },
  {
    title: 'Hidden',
    unit: '% of samples',
    series: [
      { name: 'realised', value: (record) => record.realisedHideFraction, colour: '--hidden' },
      {
        name: 'scheduled',
        value: (record) => record.scheduledHideFraction,
        colour: '--hidden',
        dashed: true,
      },
    ],
    format: formatPercent,
    axis: wholePercent,
  },
  {
    title: 'Learning rate applied',
    unit: 'mean of an epoch’s steps',
    series: [{ name: 'applied', value: ({ learningRate }) => learningRate, colour: '--ink' }],
    format: plain,
    axis: plain,
  },
  {
    title: 'Time by part',
    unit: 'seconds an epoch',
    stacked: true,
    series: [
      { name: 'train', value: ({ seconds }) => seconds.train, colour: '--trained' },
      { name: 'refresh', value: ({ seconds }) => seconds.refresh, colour: '--hidden' },
      { name: 'evaluate', value: ({ seconds }) => seconds.evaluate, colour: '--edge-strong' },
      {
        name: 'plan, record',
        value: ({ seconds }) => seconds.plan + seconds.record,
        colour: '--ink',
      },
    ],
    format: formatDuration,
    axis: plain,
  },
];

/** A line a series, an entry an epoch; stacked ones are sums up to their own. */
export function linesOf(
  { series, stacked }: CurveDefinition,
  records: readonly EpochRecord[],
): Float64Array[] {
  const lines = series.map(({ value }) => Float64Array.from(records, value));
  if (stacked === true) {
    for (let line = 1; line < lines.length; line++) {
      lines[line].forEach((value, i) => (lines[line][i] = value + lines[line - 1][i]));
    }
  }
  return lines;
}

export type Point = { x: number; y: number };

/**
 * At most about `limit` points of a line: of each stretch of epochs the smallest and the largest
 * value, in their order, so that no spike is lost. First and last are always there.
 */
export function downSample(values: ArrayLike<number>, limit: number): Point[] {
  const count = values.length;
  const point = (x: number): Point => ({ x, y: values[x] });
  if (count <= limit) return Array.from({ length: count }, (_, x) => point(x));
  const points = [point(0)];
  const stretches = Math.max(1, Math.floor((limit - 2) / 2));
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = 1 + Math.floor((stretch * (count - 2)) / stretches);
    const end = 1 + Math.floor(((stretch + 1) * (count - 2)) / stretches);
    let low = start;
    let high = start;
    for (let x = start; x < end; x++) {
      if (values[x] < values[low]) low = x;
      if (values[x] > values[high]) high = x;
    }
    points.push(point(Math.min(low, high)));
    if (low !== high) points.push(point(Math.max(low, high)));
  }
  points.push(point(count - 1));
  return points;
}

/** The axis from 0 to a round number that is not below any value: few steps of 1, 2 or 5. */
export function niceAxis(largest: number): { top: number; step: number } {
  if (!(largest > 0)) return { top: 1, step: 0.5 };
  const rough = largest / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((wide) => wide >= rough * 0.999);
  const chosen = step ?? rough;
  // Rounded, since 3 * 0.1 is not 0.3.
  const top = Number((Math.ceil(largest / chosen - 1e-9) * chosen).toPrecision(12));
  return { top, step: chosen };
}

/** The largest value that a curve of these lines must show; the last line of a stack is its top. */
export function largestOf(lines: readonly Float64Array[]): number {
  let largest = 0;
  for (const line of lines) for (const value of line) if (value > largest) largest = value;
  return largest;
}

/** Places for labels near where they belong, top down, `height` apart, within 0 … `bottom`. */
export function spreadLabels(wanted: readonly number[], height: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const places = new Array<number>(wanted.length).fill(0);
  let next = 0;
  for (const i of order) {
    places[i] = Math.max(wanted[i], next);
    next = places[i] + height;
  }
  let last = bottom;
  for (const i of order.toReversed()) {
    places[i] = Math.max(0, Math.min(places[i], last - height));
    last = places[i];
  }
  return places;
}
