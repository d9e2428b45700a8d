import { describe, expect, it } from 'vitest';
import { newAugmenter } from '../../../src/core/augment/augmenter.ts';
import { pixelsOf, type SampleShape } from '../../../src/core/record/sample-shape.ts';
import type { Augmentation } from '../../../src/core/view/augmentation.ts';
import { shapeOf } from './images.ts';

const plain: Augmentation = {
  seed: 6,
  epoch: 0,
  cropPadding: 0,
  flip: false,
  policy: 'none',
  magnitude: 0,
  erase: 0,
};

/** Values from 1 on, each once as long as they last. */
const numbered = (shape: SampleShape) =>
  Uint8Array.from({ length: pixelsOf(shape) }, (_, i) => 1 + (i % 255));

/** The same image as so many samples, each varied. */
function variants(asked: Partial<Augmentation>, shape: SampleShape, count: number): number[][] {
  const augmenter = newAugmenter({ ...plain, ...asked }, shape, [0.5, 0.2, 0.8]);
  const image = numbered(shape);
  return Array.from({ length: count }, (_, sample) => [...augmenter.vary(sample, image, 0)]);
}

/** Sum of (observed - expected)² / expected, for counts that should all be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
/** About four standard deviations above its mean; the seed is fixed, so a pass stays a pass. */
const chiSquareLimit = (cells: number) => cells - 1 + 4 * Math.sqrt(2 * (cells - 1));

const COUNT = 5000;
const seven = shapeOf(7, 7);

describe('crops', () => {
  it.each([1, 2, 3])('begin at every place of a border of %i pixels equally often', (padding) => {
    const sides = 2 * padding + 1;
    const counts = new Array<number>(sides * sides).fill(0);
    for (const pixels of variants({ cropPadding: padding }, seven, COUNT)) {
      // The middle pixel is within the image wherever the crop begins.
      const middle = pixels[24] - 1;
      const [down, across] = [Math.floor(middle / 7) - 3, (middle % 7) - 3];
      counts[(down + padding) * sides + across + padding]++;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length));
  });

  it('may show nothing but border where that is wider than the image', () => {
    const all = variants({ cropPadding: 2 }, shapeOf(1, 1), COUNT);
    const black = all.filter(([value]) => value === 0).length / COUNT;
    expect(black).toBeCloseTo(24 / 25, 1);
  });
});

describe('flips', () => {
  it('mirror one image in two', () => {
    const image = [...numbered(seven)];
    const mirrored = image.map((_, i) => image[7 * Math.floor(i / 7) + 6 - (i % 7)]);
    const all = variants({ flip: true }, seven, COUNT);
    const flipped = all.filter((pixels) => pixels[0] === 7);
    expect(all.every((p) => p.join() === image.join() || p.join() === mirrored.join())).toBe(true);
    expect(Math.abs(flipped.length - COUNT / 2)).toBeLessThan(4 * Math.sqrt(COUNT / 4));
  });

  it('do not shift crops, nor depend on them', () => {
    const crops = variants({ cropPadding: 1 }, seven, 200);
    const both = variants({ cropPadding: 1, flip: true }, seven, 200);
    const flips = variants({ flip: true }, seven, 200);
    both.forEach((pixels, i) => {
      const isFlipped = flips[i][0] === 7;
      const expected = crops[i].map((_, at) =>
        isFlipped ? crops[i][7 * Math.floor(at / 7) + 6 - (at % 7)] : crops[i][at],
      );
      expect(pixels).toEqual(expected);
    });
  });
});

describe('what operations uncover', () => {
  // Whatever moves the image to the right uncovers its first pixel.
  const wide = shapeOf(1, 64, 3);
  const corners = (policy: Augmentation['policy']) =>
    new Set(variants({ policy, magnitude: 10 }, wide, 1000).map((p) => p.slice(0, 3).join()));

  it('is the mean colour of the training split for RandAugment', () => {
    expect(corners('randaugment')).toContain('128,51,204');
  });

  it('is black for TrivialAugment', () => {
    expect(corners('trivialaugment-wide')).toContain('0,0,0');
    expect(corners('trivialaugment-wide')).not.toContain('128,51,204');
  });
});

const all: Partial<Augmentation> = {
  cropPadding: 2,
  flip: true,
  policy: 'randaugment',
  magnitude: 9,
};

describe('the key', () => {
  it.each<[string, Partial<Augmentation>]>([
    ['seed', { seed: 7 }],
    ['epoch', { epoch: 1 }],
  ])('gives other variants for another %s, and the same for the same', (_, other) => {
    const here = variants(all, seven, 50).join();
    expect(variants(all, seven, 50).join()).toBe(here);
    expect(variants({ ...all, ...other }, seven, 50).join()).not.toBe(here);
  });

  it('lets a sample be the same after any other one', () => {
    const augmenter = newAugmenter({ ...plain, ...all }, seven, [0.5]);
    const inOrder = variants(all, seven, 50);
    for (let sample = 49; sample >= 0; sample--) {
      expect([...augmenter.vary(sample, numbered(seven), 0)]).toEqual(inOrder[sample]);
    }
  });
});

describe('erasing', () => {
  const images = (asked: Partial<Augmentation>, count: number) => {
    const augmenter = newAugmenter({ ...plain, ...asked }, seven, [0.5]);
    return Array.from({ length: count }, (_, sample) => {
      const pixels = new Float32Array(49).fill(1000);
      augmenter.erase(sample, pixels, 0);
      return [...pixels];
    });
  };
  const erased = (erase: number, count: number) =>
    images({ erase }, count).filter((pixels) => pixels.some((value) => value !== 1000)).length;

  it('has its probability', () => {
    expect(erased(0, 500)).toBe(0);
    expect(erased(1, 500)).toBe(500);
    expect(Math.abs(erased(0.25, COUNT) - COUNT / 4)).toBeLessThan(4 * Math.sqrt(COUNT * 0.1875));
  });

  it.each<[string, Partial<Augmentation>]>([
    ['seed', { seed: 7 }],
    ['epoch', { epoch: 1 }],
  ])('is another one for another %s, and the same for the same', (_, other) => {
    const here = images({ erase: 0.5 }, 50);
    expect(images({ erase: 0.5 }, 50)).toEqual(here);
    expect(images({ erase: 0.5, ...other }, 50)).not.toEqual(here);
  });

  it('does not shift what else is varied', () => {
    expect(variants({ ...all, erase: 0.5 }, seven, 50)).toEqual(variants(all, seven, 50));
  });
});
