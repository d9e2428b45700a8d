/** The measures of a study in words and figures. */
import type { MeasureName } from '../../src/core/study/measures.ts';
import type { Difference, Interval, Summary } from '../../src/core/study/summary.ts';
import { formatCount, formatDuration } from '../lib/format.ts';

/** What the figures of a measure mean, and how one is written. */
export type MeasureWords = {
  title: string;
  /** How a difference of two is counted. */
  differenceUnit: string;
  text: (value: number) => string;
  /** The same where it stands at an axis. */
  tick: (value: number) => string;
  /** What no value can be above. */
  most: number;
};

/** Tests have thousands of images, so that a hundredth of a percent counts. */
const accuracy = {
  differenceUnit: 'percentage points',
  text: (value: number) => `${(value * 100).toFixed(2)} %`,
  tick: (value: number) => `${Number((value * 100).toFixed(2))} %`,
  most: 1,
};
const time = {
  differenceUnit: 'time',
  text: formatDuration,
  tick: formatDuration,
  most: Infinity,
};
const samples = {
  differenceUnit: 'samples',
  text: formatCount,
  tick: formatCount,
  most: Infinity,
};

export const measureWords: Record<MeasureName, MeasureWords> = {
  testAccuracy: { title: 'test accuracy', ...accuracy },
  seconds: { title: 'time', ...time },
  forwardSamples: { title: 'forward samples', ...samples },
  backwardSamples: { title: 'backward samples', ...samples },
  secondsToAccuracy: { title: 'time to an accuracy', ...time },
  accuracyAtSeconds: { title: 'accuracy at a time', ...accuracy },
};

const half = ({ low, high }: Interval): number => (high - low) / 2;

/** `96.35 ± 0.52 %`; the mean alone where one value has no interval. */
export function meanText({ mean, interval }: Summary, { text }: MeasureWords): string {
  if (interval === null) return text(mean);
  const [number, unit] = text(mean).split(/ (?=%$)/);
  return unit === undefined
    ? `${text(mean)} ± ${text(half(interval))}`
    : `${number} ± ${text(half(interval))}`;
}

/** The same with a sign: `+0.42 ± 0.30 %`. */
export function differenceText(difference: Summary, words: MeasureWords): string {
  const sign = difference.mean < 0 ? '−' : difference.mean > 0 ? '+' : '';
  return `${sign}${meanText({ ...difference, mean: Math.abs(difference.mean) }, words)}`;
}

/** `0.041`, `< 0.0001`; a dash where there is no test. */
export function probabilityText({ p }: Difference): string {
  if (p === null) return '–';
  return p < 1e-4 ? '< 0.0001' : p.toPrecision(2);
}

/** Why an arm has no test against the baseline, or what the figures are. */
export function differenceReason({ n, p, t, interval }: Difference, words: MeasureWords): string {
  const seeds = n === 1 ? 'one seed' : `${n} seeds`;
  if (n === 1) return 'Both have finished one seed: two are needed for an interval.';
  if (p === null || t === null || interval === null) {
    return `The differences of ${seeds} do not vary, so there is nothing to test.`;
  }
  const sign = (value: number) => `${value < 0 ? '−' : '+'}${words.text(Math.abs(value))}`;
  return `Paired over ${seeds} that both have finished: 95 % interval ${sign(interval.low)} to ${sign(interval.high)} (${words.differenceUnit}), t = ${t.toFixed(2).replace('-', '−')} with ${n - 1} degrees of freedom.`;
}
