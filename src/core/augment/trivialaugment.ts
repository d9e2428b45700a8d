import { identity } from './canvas.ts';
import { rotate, shearX, shearY, translateX, translateY } from './geometry.ts';
import { applyChoice, noAmount, type Choice, type Policy } from './policy.ts';
import { color, sharpness } from './surroundings.ts';
import { autocontrast, brightness, contrast, equalize, posterize, solarize } from './tone.ts';

// prettier-ignore
const choices: readonly Choice[] = [
  { name: 'Identity', operation: identity, amount: noAmount, signed: false },
  { name: 'ShearX', operation: shearX, amount: (s) => 0.99 * s, signed: true },
  { name: 'ShearY', operation: shearY, amount: (s) => 0.99 * s, signed: true },
  { name: 'TranslateX', operation: translateX, amount: (s) => 32 * s, signed: true },
  { name: 'TranslateY', operation: translateY, amount: (s) => 32 * s, signed: true },
  { name: 'Rotate', operation: rotate, amount: (s) => 135 * s, signed: true },
  { name: 'Brightness', operation: brightness, amount: (s) => 0.99 * s, signed: true },
  { name: 'Color', operation: color, amount: (s) => 0.99 * s, signed: true },
  { name: 'Contrast', operation: contrast, amount: (s) => 0.99 * s, signed: true },
  { name: 'Sharpness', operation: sharpness, amount: (s) => 0.99 * s, signed: true },
  { name: 'Posterize', operation: posterize, amount: (s) => 8 - Math.round(6 * s), signed: false },
  { name: 'Solarize', operation: solarize, amount: (s) => 255 - 255 * s, signed: false },
  { name: 'AutoContrast', operation: autocontrast, amount: noAmount, signed: false },
  { name: 'Equalize', operation: equalize, amount: noAmount, signed: false },
];

const STRENGTHS = 31;

/** TrivialAugment with its wide ranges (Müller and Hutter, ICCV 2021, arXiv 2103.10158): one operation an image. */
export const trivialAugmentWide: Policy = {
  choices,
  fill: 'black',
  vary(canvas, _magnitude, random) {
    const choice = choices[random.below(choices.length)];
    applyChoice(canvas, choice, random.below(STRENGTHS) / (STRENGTHS - 1), random);
  },
};
