import { held } from '../schedule/defaults.ts';
import { defineViewPolicy } from './policy.ts';
import { PAPER_SIZE } from './side.ts';

/** Of 224 pixels, a fifth of the epochs each. */
const BANDWIDTHS = [160, 160, 160, 192, 224];
const MAGNITUDES = [1, 3, 5, 7, 9];

/**
 * EfficientTrain (Wang et al., ICCV 2023, arXiv 2211.09703), as released for v1: five stages of
 * equal epochs, of growing bandwidth and of RandAugment's magnitudes. Stage i covers the epochs
 * floor(E i / 5) … floor(E (i + 1) / 5), which is the released E / 5 where 5 divides E; a stage
 * without an epoch is left out. docs/views/efficienttrain.md is its card.
 */
export const efficientTrain = defineViewPolicy({
  name: 'efficienttrain',
  title: 'EfficientTrain',
  summary:
    'Shows the low frequencies of the images first, in five stages of equal epochs, under ever stronger augmentation.',
  settings: {},
  clock: 'epoch',
  tracks(epochs) {
    const places = BANDWIDTHS.map((_, stage) => Math.floor((epochs * stage) / BANDWIDTHS.length));
    const sides = BANDWIDTHS.map((bandwidth) => bandwidth / PAPER_SIZE);
    return { bandwidth: held(places, sides), magnitude: held(places, MAGNITUDES) };
  },
});
