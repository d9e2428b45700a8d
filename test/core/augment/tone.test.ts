import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/core/augment/canvas.ts';
import {
  autocontrast,
  brightness,
  contrast,
  equalize,
  invert,
  posterize,
  solarize,
  solarizeAdd,
} from '../../../src/core/augment/tone.ts';
import { anyImage, changed, shapeOf, type Image } from './images.ts';

const ramp: Image = {
  shape: shapeOf(16, 16),
  pixels: Uint8Array.from({ length: 256 }, (_, i) => i),
};
const row = (...values: number[]): Image => ({
  shape: shapeOf(1, values.length),
  pixels: Uint8Array.from(values),
});

/** The values of one channel as an image of its own. */
const channelOf = ({ shape, pixels }: Image, c: number): Image => ({
  shape: { ...shape, channels: 1 },
  pixels: pixels.filter((_, i) => i % shape.channels === c),
});

const identities: [string, Operation, number][] = [
  ['brightness', brightness, 0],
  ['contrast', contrast, 0],
  ['posterize', posterize, 8],
  ['solarize', solarize, 256],
  ['solarizeAdd', solarizeAdd, 0],
];
it.each(identities)('%s leaves the image as it is at %3$d', (_, operation, amount) => {
  fc.assert(
    fc.property(anyImage, (image) => {
      expect(changed(operation, image, amount)).toEqual([...image.pixels]);
    }),
  );
});

describe('brightness', () => {
  it.each([-1, -0.9, -0.3, 0.25, 0.99])(
    'multiplies every value by 1 + %d, cut at white',
    (amount) => {
      expect(changed(brightness, ramp, amount)).toEqual(
        Array.from(ramp.pixels, (v) => Math.min(255, Math.round(v * (1 + amount)))),
      );
    },
  );
});

describe('contrast', () => {
  it('moves values away from the mean, cut at black and white', () => {
    expect(changed(contrast, row(0, 100, 200), 0.5)).toEqual([0, 100, 250]);
    expect(changed(contrast, row(0, 100, 200), -0.5)).toEqual([50, 100, 150]);
    expect(changed(contrast, row(90, 110, 100, 101), 0.9)).toEqual([81, 119, 100, 102]);
  });

  it('rounds the mean before values move away from it', () => {
    expect(changed(contrast, row(99, 100), 0.9)).toEqual([98, 100]);
  });

  it('is a grey of the mean at -1', () => {
    expect(changed(contrast, row(10, 20, 31), -1)).toEqual([20, 20, 20]);
  });

  it('takes the mean luma of three channels', () => {
    const pixels = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
    const grey = Math.round((255 * (0.299 + 0.587 + 0.114)) / 3);
    expect(changed(contrast, { shape: shapeOf(1, 3, 3), pixels }, -1)).toEqual(
      new Array(9).fill(grey),
    );
    const red = { shape: shapeOf(1, 1, 3), pixels: Uint8Array.of(200, 0, 0) };
    expect(changed(contrast, red, -1)).toEqual([60, 60, 60]);
  });
});

it.each([0, 1, 2, 3, 4, 7])('posterize keeps the %i highest bits', (bits) => {
  const step = 2 ** (8 - bits);
  expect(changed(posterize, ramp, bits)).toEqual(
    Array.from(ramp.pixels, (v) => Math.floor(v / step) * step),
  );
});

it.each([0, 1, 127.5, 128, 255])('solarize inverts values of %d and above', (threshold) => {
  expect(changed(solarize, ramp, threshold)).toEqual(
    Array.from(ramp.pixels, (v) => (v >= threshold ? 255 - v : v)),
  );
});

it('solarizeAdd brightens the darker half, cut at white', () => {
  expect(changed(solarizeAdd, row(0, 50, 127, 128, 255), 110)).toEqual([110, 160, 237, 128, 255]);
  expect(changed(solarizeAdd, row(127), 200)).toEqual([255]);
});

it('invert is its own inverse', () => {
  fc.assert(
    fc.property(anyImage, ({ shape, pixels }) => {
      const once = changed(invert, { shape, pixels });
      expect(once).toEqual(Array.from(pixels, (v) => 255 - v));
      expect(changed(invert, { shape, pixels: Uint8Array.from(once) })).toEqual([...pixels]);
    }),
  );
});

const perChannel: [string, Operation][] = [
  ['autocontrast', autocontrast],
  ['equalize', equalize],
];
describe.each(perChannel)('%s', (_, operation) => {
  it('goes by channel', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        const found = { shape: image.shape, pixels: Uint8Array.from(changed(operation, image)) };
        for (let c = 0; c < image.shape.channels; c++) {
          expect([...channelOf(found, c).pixels]).toEqual(changed(operation, channelOf(image, c)));
        }
      }),
    );
  });

  it('reaches from black to white, and keeps the order of values', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (pixels) => {
        fc.pre(new Set(pixels).size > 1);
        const found = changed(operation, row(...pixels));
        expect([Math.min(...found), Math.max(...found)]).toEqual([0, 255]);
        const pairs = Array.from(pixels, (value, i) => [value, found[i]]);
        pairs.sort(([a], [b]) => a - b);
        expect(pairs.every(([, v], i) => i === 0 || v >= pairs[i - 1][1])).toBe(true);
      }),
    );
  });

  it.each([0, 93, 255])('leaves an image of nothing but %i as it is', (value) => {
    expect(changed(operation, row(value, value, value))).toEqual([value, value, value]);
  });

  it('leaves an image that has every value once as it is', () => {
    expect(changed(operation, ramp)).toEqual([...ramp.pixels]);
  });
});

it('autocontrast stretches values linearly', () => {
  expect(changed(autocontrast, row(50, 75, 100, 150))).toEqual([0, 64, 128, 255]);
});

describe('equalize', () => {
  it('spreads equally frequent values evenly', () => {
    expect(changed(equalize, row(10, 20, 30, 40, 40, 30, 20, 10))).toEqual([
      0, 85, 170, 255, 255, 170, 85, 0,
    ]);
  });

  it('gives a value the share of pixels below it, of those that are not the brightest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (pixels) => {
        const most = Math.max(...pixels);
        const others = pixels.filter((v) => v < most).length;
        fc.pre(others > 0);
        expect(changed(equalize, row(...pixels))).toEqual(
          Array.from(pixels, (v) =>
            Math.round((255 * pixels.filter((p) => p < v).length) / others),
          ),
        );
      }),
    );
  });
});
