/** A run's forecast beside what it measured, as rows and words. */
import type { Compared, Review } from '../../src/core/forecast/review.ts';
import { formatCount, formatDuration, formatFigure, formatLarge } from '../lib/format.ts';

/** Each a row: its name, the forecast, what was measured, and the second over the first. */
export function reviewRows(review: Review): string[][] {
  const atMost = review.certainty === 'at most';
  const row = (name: string, { forecast, measured, ratio }: Compared, form = formatCount) => [
    name,
    form(forecast),
    form(measured),
    ratio === null ? '–' : formatFigure(ratio),
  ];
  return [
    row(atMost ? 'Hidden, at most' : 'Hidden', review.hidden),
    row('Samples forward', review.forwardSamples),
    row('Samples backward', review.backwardSamples),
    row('Pixels forward', review.forwardPixels, formatLarge),
    row('Pixels backward', review.backwardPixels, formatLarge),
    row('Pixel-operations', review.pixelOperations, formatLarge),
    ...(review.seconds === null ? [] : [row('Time', review.seconds, formatDuration)]),
  ];
}

/** Where the forecast of the time comes from. */
export const reviewNote = ({ seconds }: Review): string =>
  seconds === null
    ? 'No earlier run of this model, width and engine tells its time.'
    : `The time is forecast at the pace of run ${seconds.paceOfRun}, as if it went with the pixels.`;
