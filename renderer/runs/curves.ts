/** What the curves of a run show. */
import { totalSeconds, type EpochRecord } from '../../src/core/record/run.ts';
import { formatCount, formatDuration, formatFigure, formatPercent } from '../lib/format.ts';

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

const always: readonly CurveDefinition[] = [
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
];

const view: CurveDefinition = {
  title: 'View',
  unit: 'pixels of a side',
  series: [{ name: 'shown', value: ({ viewHeight }) => viewHeight, colour: '--ink' }],
  format: formatCount,
  axis: plain,
};

const magnitude: CurveDefinition = {
  title: 'Magnitude of augmentation',
  unit: 'of 10',
  top: 10,
  series: [{ name: 'applied', value: (record) => record.magnitude ?? NaN, colour: '--ink' }],
  format: plain,
  axis: plain,
};

const scoring: Series = {
  name: 'score',
  value: ({ seconds }) => seconds.score,
  colour: '--ink-soft',
};

/** `scored`: whether samples were scored at length before an epoch was planned. */
const timeByPart = (scored: boolean): CurveDefinition => ({
  title: 'Time by part',
  unit: 'seconds an epoch',
  stacked: true,
  series: [
    { name: 'train', value: ({ seconds }) => seconds.train, colour: '--trained' },
    { name: 'refresh', value: ({ seconds }) => seconds.refresh, colour: '--hidden' },
    ...(scored ? [scoring] : []),
    { name: 'evaluate', value: ({ seconds }) => seconds.evaluate, colour: '--edge-strong' },
    {
      name: 'plan, record',
      value: ({ seconds }) => seconds.plan + seconds.record,
      colour: '--ink',
    },
  ],
  format: formatDuration,
  axis: plain,
});

/** Scoring that takes less than this share of an epoch would not be seen. */
const SEEN = 0.01;

const scoredAtLength = (record: EpochRecord): boolean =>
  record.seconds.score > SEEN * totalSeconds(record);

/** The curves that say something of a run: what never changes in it has none. */
export function curvesOf(records: readonly EpochRecord[]): CurveDefinition[] {
  const changes = (value: (record: EpochRecord) => number | null) =>
    records.some((record) => value(record) !== value(records[0]));
  return [
    ...always,
    ...(changes(({ viewHeight }) => viewHeight) ? [view] : []),
    ...(changes((record) => record.magnitude) ? [magnitude] : []),
    timeByPart(records.some(scoredAtLength)),
  ];
}

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

/** The largest value that a curve of these lines must show; the last line of a stack is its top. */
export function largestOf(lines: readonly Float64Array[]): number {
  let largest = 0;
  for (const line of lines) for (const value of line) if (value > largest) largest = value;
  return largest;
}
