/** What the gallery draws and says of a template's dry run. */
import type { DryRun } from '../../src/core/template/dry-run.ts';
import { formatFigure } from '../lib/format.ts';

/** A part of the training that is drawn as one bar; all numbers are shares of the whole picture. */
export type Bar = {
  x: number;
  width: number;
  /** The side of the images that are shown. */
  shown: number;
  /** The most of them that may be hidden. */
  hidden: number;
};

/** The stages side by side, each as wide as its compute; the plain run would be as wide as the picture. */
export function bars({ stages }: DryRun, size: number): Bar[] {
  let x = 0;
  return stages.map(({ compute, bandwidth, hideFraction }) => {
    const bar = { x, width: compute, shown: bandwidth / size, hidden: hideFraction };
    x += compute;
    return bar;
  });
}

/** What it costs, in words: "0.653 of the compute of 10 plain epochs". */
export function computeWords({ compute, computeIsLeast, baselineEpochs }: DryRun): string {
  const least = computeIsLeast ? 'at least ' : '';
  return `${least}${formatFigure(compute)} of the compute of ${formatFigure(baselineEpochs)} plain epochs`;
}
