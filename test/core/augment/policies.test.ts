import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, type RandomStream } from '../../../src/core/random/stream.ts';
import { newCanvas, type Canvas } from '../../../src/core/augment/canvas.ts';
import type { Policy } from '../../../src/core/augment/policy.ts';
import { randAugment } from '../../../src/core/augment/randaugment.ts';
import { trivialAugmentWide } from '../../../src/core/augment/trivialaugment.ts';
import { anyImage, changed, FILL, shapeOf, type Image } from './images.ts';

const policies = [
  { policy: 'RandAugment', choices: randAugment.choices },
  { policy: 'TrivialAugment', choices: trivialAugmentWide.choices },
];
const everyChoice = policies.flatMap(({ policy, choices }) =>
  choices.map((choice) => ({ policy, name: choice.name, choice })),
);

/** Gives these numbers one by one, whatever is asked for, and fails beyond them. */
function scripted(...numbers: number[]): RandomStream {
  const next = () => {
    expect(numbers.length).toBeGreaterThan(0);
    return numbers.shift()!;
  };
  return { uint32: next, float: next, below: next, normal: next };
}

const image: Image = {
  shape: shapeOf(6, 5, 3),
  pixels: Uint8Array.from({ length: 90 }, (_, i) => (i * 37) % 251),
};

function varied(policy: Policy, magnitude: number, random: RandomStream): number[] {
  const canvas = newCanvas(image.shape, FILL);
  canvas.pixels.set(image.pixels);
  policy.vary(canvas, magnitude, random);
  return [...canvas.pixels];
}

/** The image after the named operations of a policy, one after the other. */
const after = (policy: Policy, ...steps: [name: string, amount: number][]): number[] =>
  steps.reduce<number[]>(
    (pixels, [name, amount]) => {
      const { operation } = policy.choices[indexOf(policy, name)];
      return changed(operation, { ...image, pixels: Uint8Array.from(pixels) }, amount);
    },
    [...image.pixels],
  );

const indexOf = (policy: Policy, name: string) =>
  policy.choices.findIndex((choice) => choice.name === name);

describe.each(everyChoice)('$name of $policy', ({ choice: { operation, amount, signed } }) => {
  const strengths = fc.double({ min: 0, max: 1, noNaN: true });

  it('reads the image alone, and writes all of the result', () => {
    const signs = signed ? [1, -1] : [1];
    fc.assert(
      fc.property(anyImage, strengths, fc.constantFrom(...signs), (given, strength, sign) => {
        const { shape, pixels } = given;
        const most = sign * amount(strength, shape);
        const used: Canvas = newCanvas(shape, FILL.slice(0, shape.channels));
        for (const room of [used.table, used.histogram, used.pixels, used.spare]) room.fill(123);
        const to = new Uint8Array(pixels.length).fill(211);
        const before = [...pixels];
        operation(used, pixels, to, most);
        expect([...pixels]).toEqual(before);
        expect([...to]).toEqual(changed(operation, given, most));
      }),
      { numRuns: 30 },
    );
  });
});

it.each(policies)('$policy has no operation twice', ({ choices }) => {
  expect(new Set(choices.map(({ name }) => name)).size).toBe(choices.length);
});

/** Every operation's amount at a strength of 0, a half and 1 for 20 x 40 pixels, and whether it is signed. */
const ranges = ({ choices }: Policy) =>
  Object.fromEntries(
    choices.map(({ name, amount, signed }) => [
      name,
      [...[0, 0.5, 1].map((s) => amount(s, shapeOf(20, 40))), signed],
    ]),
  );

describe('RandAugment', () => {
  it('has the increasing ranges of its fifteen operations', () => {
    expect(ranges(randAugment)).toEqual({
      AutoContrast: [0, 0, 0, false],
      Equalize: [0, 0, 0, false],
      Invert: [0, 0, 0, false],
      Rotate: [0, 15, 30, true],
      Posterize: [4, 2, 0, false],
      Solarize: [256, 128, 0, false],
      SolarizeAdd: [0, 55, 110, false],
      Color: [0, 0.45, 0.9, true],
      Contrast: [0, 0.45, 0.9, true],
      Brightness: [0, 0.45, 0.9, true],
      Sharpness: [0, 0.45, 0.9, true],
      ShearX: [0, 0.15, 0.3, true],
      ShearY: [0, 0.15, 0.3, true],
      TranslateX: [0, 9, 18, true],
      TranslateY: [0, 4.5, 9, true],
    });
  });

  it('does two operations, one after the other, each at a magnitude and with a sign of its own', () => {
    const rotate = indexOf(randAugment, 'Rotate');
    const brightness = indexOf(randAugment, 'Brightness');
    // Which operation; whether it is done; how far the magnitude is off, in deviations; the sign.
    const random = scripted(rotate, 0, 2, 0.5, brightness, 0.49, -4, 0.49);
    expect(varied(randAugment, 5, random)).toEqual(
      after(randAugment, ['Rotate', 30 * 0.6], ['Brightness', -0.9 * 0.3]),
    );
  });

  it('may do the same operation twice', () => {
    const solarizeAdd = indexOf(randAugment, 'SolarizeAdd');
    const random = scripted(solarizeAdd, 0, 0, solarizeAdd, 0, 0);
    expect(varied(randAugment, 2, random)).toEqual(
      after(randAugment, ['SolarizeAdd', 22], ['SolarizeAdd', 22]),
    );
  });

  it('leaves every second operation out', () => {
    expect(varied(randAugment, 9, scripted(2, 0.5, 2, 0.9))).toEqual([...image.pixels]);
    expect(varied(randAugment, 9, scripted(2, 0.5, 2, 0.4, 0))).toEqual(
      after(randAugment, ['Invert', 0]),
    );
  });

  it.each([
    [9, 3, 10],
    [1, -3, 0],
    [0, -1, 0],
  ])('cuts a magnitude of %d that is %d deviations off to %d', (magnitude, off, cut) => {
    const rotate = indexOf(randAugment, 'Rotate');
    expect(varied(randAugment, magnitude, scripted(rotate, 0, off, 0.7, 0, 0.5))).toEqual(
      after(randAugment, ['Rotate', 3 * cut]),
    );
  });
});

describe('TrivialAugment', () => {
  it('has the wide ranges of its fourteen operations', () => {
    expect(ranges(trivialAugmentWide)).toEqual({
      Identity: [0, 0, 0, false],
      ShearX: [0, 0.495, 0.99, true],
      ShearY: [0, 0.495, 0.99, true],
      TranslateX: [0, 16, 32, true],
      TranslateY: [0, 16, 32, true],
      Rotate: [0, 67.5, 135, true],
      Brightness: [0, 0.495, 0.99, true],
      Color: [0, 0.495, 0.99, true],
      Contrast: [0, 0.495, 0.99, true],
      Sharpness: [0, 0.495, 0.99, true],
      Posterize: [8, 5, 2, false],
      Solarize: [255, 127.5, 0, false],
      AutoContrast: [0, 0, 0, false],
      Equalize: [0, 0, 0, false],
    });
  });

  it('does one operation at one of 31 strengths, with a sign where it has one', () => {
    const rotate = indexOf(trivialAugmentWide, 'Rotate');
    expect(varied(trivialAugmentWide, 9, scripted(rotate, 10, 0.2))).toEqual(
      after(trivialAugmentWide, ['Rotate', -45]),
    );
    const solarize = indexOf(trivialAugmentWide, 'Solarize');
    expect(varied(trivialAugmentWide, 9, scripted(solarize, 30))).toEqual(
      after(trivialAugmentWide, ['Solarize', 0]),
    );
  });

  it('does not read the magnitude', () => {
    const [weak, strong] = [0, 10].map((magnitude) =>
      varied(trivialAugmentWide, magnitude, randomStream({ seed: 1, purpose: 'x' })),
    );
    expect(weak).toEqual(strong);
  });
});
