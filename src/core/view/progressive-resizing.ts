import { snapped, type ViewStage } from './stage.ts';

/**
 * Progressive resizing with Composer's parameters: half the side for the first half of the epochs,
 * then linearly to the whole at 80 % of them, in steps of 4 pixels, and whole images to the end.
 * An epoch keeps the size at its beginning; but the last one shows whole images, however few there are.
 */
export function progressiveResizingStages(epochs: number, size: number): ViewStage[] {
  const stages: ViewStage[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    // (epoch / epochs - 0.5) / 0.3, with one rounding.
    const ramp = epoch === epochs - 1 ? 1 : (10 * epoch - 5 * epochs) / (3 * epochs);
    const bandwidth = snapped(size * (0.5 + 0.5 * Math.min(Math.max(ramp, 0), 1)), size);
    const last = stages.at(-1);
    if (last?.bandwidth === bandwidth) last.epochs++;
    else {
      const stage = { epochs: 1, startEpoch: epoch, horizonEpochs: epochs, bandwidth };
      stages.push({ ...stage, magnitude: null });
    }
  }
  return stages;
}
