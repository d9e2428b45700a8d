import type { Track } from '../schedule/schedule.ts';
import { defineViewPolicy } from './policy.ts';

const source =
  'https://docs.mosaicml.com/projects/composer/en/stable/method_cards/progressive_resizing.html';

/**
 * Progressive resizing, by default with Composer's parameters: half the side for the first half of
 * the epochs, then linearly to the whole at 80 % of them, and whole images to the end. An epoch keeps
 * the size at its beginning; but the last one shows whole images, however few there are.
 * docs/views/progressive-resizing.md is its card.
 */
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
