import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream.ts';
import { drawMix, type Mix } from '../../../src/core/view/mix.ts';

const random = (index: number) => randomStream({ seed: 4, purpose: 'mix', index });
const shape = { batchSize: 6, height: 28, width: 20 };

const draws = (alphas: { mixup: number; cutmix: number }, count = 4000) =>
  Array.from({ length: count }, (_, i) =>
    drawMix({ ...alphas, ...shape, random: random(i) }),
  ).filter((mix): mix is Mix => mix !== null);

describe('mixing a batch', () => {
  it('is not done where both alphas are 0', () => {
    expect(drawMix({ mixup: 0, cutmix: 0, ...shape, random: random(0) })).toBeNull();
  });

  it('is the same for the same stream', () => {
    const [a, b] = [0, 0].map((i) =>
      drawMix({ mixup: 0.8, cutmix: 1, ...shape, random: random(i) }),
    );
    expect(a).toEqual(b);
  });

  it.each([1, 2, 5, 6])('pairs %i samples with the batch reversed', (batchSize) => {
    const mix = drawMix({ mixup: 1, cutmix: 0, ...shape, batchSize, random: random(0) });
    expect([...(mix?.partner ?? [])]).toEqual(
      Array.from({ length: batchSize }, (_, i) => i).reverse(),
    );
  });

  it('is mixup alone, or CutMix alone, where only that is on', () => {
    expect(draws({ mixup: 0.8, cutmix: 0 }, 200).every(({ box }) => box === null)).toBe(true);
    expect(draws({ mixup: 0, cutmix: 1 }, 200).every(({ box }) => box !== null)).toBe(true);
  });

  it('is mixup in half of the batches where both are on', () => {
    const all = draws({ mixup: 0.8, cutmix: 1 });
    const blended = all.filter(({ box }) => box === null).length;
    expect(Math.abs(blended - all.length / 2)).toBeLessThan(4 * Math.sqrt(all.length / 4));
  });

  it.each([0.2, 0.8])('draws shares with the variance of Beta(alpha, alpha) for %d', (alpha) => {
    const shares = draws({ mixup: alpha, cutmix: 0 }).map(({ share }) => share);
    const variance = 1 / (4 * (2 * alpha + 1));
    const found = shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / shares.length;
    expect(found / variance).toBeCloseTo(1, 1);
  });
});

describe('the box of CutMix', () => {
  it('lies in the image, and the share is what is left beside it', () => {
    const sides = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(sides, sides, fc.nat(), (height, width, index) => {
        const mix = drawMix({
          mixup: 0,
          cutmix: 1,
          batchSize: 2,
          height,
          width,
          random: random(index),
        });
        const kept = Array.from({ length: height * width }, (_, i) => {
          const { top, left, height: h, width: w } = mix!.box!;
          const [y, x] = [Math.floor(i / width), i % width];
          return y >= top && y < top + h && x >= left && x < left + w ? 0 : 1;
        }).filter((pixel) => pixel === 1).length;
        const { box, share } = mix!;
        expect(box!.top >= 0 && box!.top + box!.height <= height && box!.height >= 0).toBe(true);
        expect(box!.left >= 0 && box!.left + box!.width <= width && box!.width >= 0).toBe(true);
        expect(share).toBeCloseTo(kept / (height * width), 12);
      }),
    );
  });

  it('takes the square root of the partner’s share of each side, made even, and is clipped', () => {
    // z = 1, and so a share of 1/2 + 1/2 / √2: 10.7 of 28 and 7.7 of 20 pixels.
    const cut = (row: number, column: number) => {
      const [floats, places] = [
        [0.5, 0],
        [row, column],
      ];
      const float = () => floats.shift()!;
      const below = () => places.shift()!;
      const stream = { uint32: below, float, below, normal: float };
      return drawMix({ mixup: 0, cutmix: 1, ...shape, random: stream });
    };
    const whole = { top: 9, left: 7, height: 10, width: 6 };
    expect(cut(14, 10)).toMatchObject({ box: whole, share: 1 - 60 / 560 });
    const clipped = { top: 0, left: 16, height: 6, width: 4 };
    expect(cut(1, 19)).toMatchObject({ box: clipped, share: 1 - 24 / 560 });
  });

  it('has the shape of the image where no edge clips it', () => {
    const whole = draws({ mixup: 0, cutmix: 1 })
      .map(({ box }) => box!)
      .filter(
        ({ top, left, height, width }) =>
          top > 0 && left > 0 && top + height < 28 && left + width < 20,
      );
    expect(whole.length).toBeGreaterThan(500);
    // Sides are rounded down to even numbers.
    for (const { height, width } of whole) {
      expect(Math.abs(height / 28 - width / 20)).toBeLessThan(2 / 20);
    }
  });

  it('is centred on every pixel equally often', () => {
    // Of no area, so that its top and left are its centre.
    const centres = Array.from({ length: 8000 }, (_, i) => {
      const tiny = { mixup: 0, cutmix: 1, batchSize: 2, height: 2, width: 2, random: random(i) };
      return drawMix(tiny)!;
    }).filter(({ share }) => share === 1);
    const counts = [0, 0, 0, 0];
    for (const { box } of centres) counts[2 * box!.top + box!.left]++;
    const expected = centres.length / 4;
    const chiSquare = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(16.3);
  });
});
