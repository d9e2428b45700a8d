import type { Track } from '../schedule/schedule.ts';
import { defineViewPolicy } from './policy.ts';
import { snapped, type ViewStage } from './stage.ts';

const source =
  'https://docs.mosaicml.com/projects/composer/en/stable/method_cards/progressive_resizing.html';

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

/** The same as tracks; docs/views/progressive-resizing.md is its card. */
export const progressiveResizing = defineViewPolicy({
  name: 'progressive-resizing',
  title: 'Progressive resizing',
  summary:
    'Half the side for the first half of the epochs, then growing to the whole at 80 % of them.',
  settings: {
    initialScale: {
      type: 'number',
      min: 0.01,
      max: 1,
      default: 0.5,
      label: 'initial scale',
      unit: 'fraction of the side',
      help: 'The side of the images at first.',
      source,
    },
    growFrom: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0.5,
      label: 'grow from',
      unit: 'fraction of the epochs',
      help: 'Until then images keep their initial scale.',
      source,
    },
    wholeFrom: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0.8,
      label: 'whole from',
      unit: 'fraction of the epochs',
      help: 'From then on images are whole.',
      source,
    },
  },
  clock: 'epoch',
  tracks(epochs, { initialScale, growFrom, wholeFrom }) {
    const end = Math.min(epochs * Math.max(growFrom, wholeFrom), epochs - 1);
    const begin = Math.min(epochs * growFrom, end);
    const bandwidth: Track = [{ at: end, value: 1, easing: 'hold' }];
    if (begin < end) bandwidth.unshift({ at: begin, value: initialScale, easing: 'linear' });
    else if (end > 0) bandwidth.unshift({ at: 0, value: initialScale, easing: 'hold' });
    return { bandwidth, magnitude: null };
  },
});
