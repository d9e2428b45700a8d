import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitting, oneToOne, scrollFor, stepped } from '../../../renderer/sample/zoom.ts';

const sides = fc.integer({ min: 1, max: 2000 });
const sizes = fc.record({ width: sides, height: sides });
const ratios = fc.constantFrom(1, 1.25, 1.5, 2, 3);

describe('the scale of a picture', () => {
  it('fits the whole picture into its box, and no larger scale of whole screen pixels does', () => {
    fc.assert(
      fc.property(sizes, sizes, ratios, (picture, box, ratio) => {
        const scale = fitting(picture, box, ratio);
        const fits = (s: number) =>
          s * picture.width <= box.width + 1e-6 && s * picture.height <= box.height + 1e-6;
        expect(fits(scale)).toBe(true);
        if (scale * ratio < 1 - 1e-9) return;
        expect(Math.abs(scale * ratio - Math.round(scale * ratio))).toBeLessThan(1e-6);
        expect(fits(scale + 1 / ratio)).toBe(false);
      }),
    );
  });

  it('draws a picture of 28 pixels six times as large in 180, and one of 500 smaller', () => {
    expect(fitting({ width: 28, height: 28 }, { width: 180, height: 180 }, 1)).toBe(6);
    expect(fitting({ width: 500, height: 250 }, { width: 100, height: 100 }, 2)).toBe(0.2);
  });

  it('grows and shrinks by steps, to its ends', () => {
    fc.assert(
      fc.property(sizes, ratios, (picture, ratio) => {
        const fit = fitting(picture, { width: 300, height: 300 }, ratio);
        let scale = fit;
        for (let i = 0; i < 60; i++) {
          const next = stepped(scale, 1, fit, ratio);
          expect(next).toBeGreaterThanOrEqual(scale);
          scale = next;
        }
        expect(scale).toBe(Math.max(fit, 64 / ratio));
        for (let i = 0; i < 60; i++) {
          const next = stepped(scale, -1, fit, ratio);
          expect(next).toBeLessThanOrEqual(scale);
          scale = next;
        }
        expect(scale).toBe(Math.min(fit, oneToOne(ratio)));
      }),
    );
  });

  it('goes through one screen pixel for each of the picture', () => {
    expect(stepped(0.9, 1, 0.5, 1)).toBe(2);
    expect(stepped(0.8, 1, 0.5, 1)).toBe(1);
    expect(stepped(2, -1, 0.5, 1)).toBe(1);
    expect(stepped(1, -1, 0.5, 1)).toBe(0.8);
  });

  it('keeps what is under the pointer there', () => {
    const natural = fc.double({ min: 0, max: 1000, noNaN: true });
    const scales = fc.double({ min: 0.1, max: 64, noNaN: true });
    fc.assert(
      fc.property(natural, natural, scales, scales, (scrolled, point, before, after) => {
        const left = scrollFor(scrolled, point, before, after);
        expect((left + point) / after).toBeCloseTo((scrolled + point) / before, 6);
      }),
    );
  });
});
