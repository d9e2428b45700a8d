import { rotate, shearX, shearY, translateX, translateY } from './geometry.ts';
import { applyChoice, noAmount, type Choice, type Policy } from './policy.ts';
import { color, sharpness } from './surroundings.ts';
import {
  autocontrast,
  brightness,
  contrast,
  equalize,
  invert,
  posterize,
  solarize,
  solarizeAdd,
} from './tone.ts';

// prettier-ignore
const choices: readonly Choice[] = [
  { name: 'AutoContrast', operation: autocontrast, amount: noAmount, signed: false },
  { name: 'Equalize', operation: equalize, amount: noAmount, signed: false },
  { name: 'Invert', operation: invert, amount: noAmount, signed: false },
  { name: 'Rotate', operation: rotate, amount: (s) => 30 * s, signed: true },
  { name: 'Posterize', operation: posterize, amount: (s) => 4 - Math.floor(4 * s), signed: false },
  { name: 'Solarize', operation: solarize, amount: (s) => 256 - Math.floor(256 * s), signed: false },
  { name: 'SolarizeAdd', operation: solarizeAdd, amount: (s) => Math.floor(110 * s), signed: false },
  { name: 'Color', operation: color, amount: (s) => 0.9 * s, signed: true },
  { name: 'Contrast', operation: contrast, amount: (s) => 0.9 * s, signed: true },
  { name: 'Brightness', operation: brightness, amount: (s) => 0.9 * s, signed: true },
  { name: 'Sharpness', operation: sharpness, amount: (s) => 0.9 * s, signed: true },
  { name: 'ShearX', operation: shearX, amount: (s) => 0.3 * s, signed: true },
  { name: 'ShearY', operation: shearY, amount: (s) => 0.3 * s, signed: true },
  { name: 'TranslateX', operation: translateX, amount: (s, { width }) => 0.45 * s * width, signed: true },
  { name: 'TranslateY', operation: translateY, amount: (s, { height }) => 0.45 * s * height, signed: true },
];

const OPERATIONS = 2;
/** Of each operation that is drawn. */
const PROBABILITY = 0.5;
const MOST = 10;
/** Standard deviation of the magnitude from one operation to the next. */
const SPREAD = 0.5;

/** RandAugment (Cubuk et al., NeurIPS 2020, arXiv 1909.13719) as timm's "rand-m{M}-mstd0.5-inc1". */
export const randAugment: Policy = {
  choices,
  fill: 'mean',
  vary(canvas, magnitude, random) {
    for (let i = 0; i < OPERATIONS; i++) {
      const choice = choices[random.below(choices.length)];
      if (random.float() >= PROBABILITY) continue;
      const drawn = magnitude + SPREAD * random.normal();
      applyChoice(canvas, choice, Math.min(Math.max(drawn, 0), MOST) / MOST, random);
    }
  },
};
