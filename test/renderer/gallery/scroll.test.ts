import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lastTop,
  movedTop,
  scrollOf,
  scrollTopFor,
  topAt,
} from '../../../renderer/gallery/grid/scroll.ts';

/** What Chromium lets an element have, at a device pixel ratio of 3. */
const TALLEST_ELEMENT = 33_554_432 / 3;
const heights = fc.integer({ min: 1, max: 400_000_000 });
const views = fc.integer({ min: 100, max: 3000 });
const scrolls = fc
  .record({ content: heights, view: views })
  .map(({ content, view }) => scrollOf(content, view));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const endOf = ({ scrollHeight, viewHeight }: { scrollHeight: number; viewHeight: number }) =>
  scrollHeight - viewHeight;

describe('the scroll position of tall content', () => {
  it('needs no taller element than a browser can have', () => {
    fc.assert(
      fc.property(scrolls, ({ scrollHeight }) => {
        expect(scrollHeight).toBeLessThanOrEqual(TALLEST_ELEMENT);
      }),
    );
  });

  it('is the position of the scroller where the content is not taller than that', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8_000_000 }), views, share, (content, view, at) => {
        const scroll = scrollOf(content, view);
        expect(topAt(scroll, at * endOf(scroll))).toBe(at * endOf(scroll));
      }),
    );
  });

  it('reaches both ends exactly', () => {
    fc.assert(
      fc.property(scrolls, (scroll) => {
        expect(topAt(scroll, 0)).toBe(0);
        expect(topAt(scroll, endOf(scroll))).toBe(lastTop(scroll));
        expect(scrollTopFor(scroll, lastTop(scroll))).toBe(endOf(scroll));
      }),
    );
  });

  it('comes back from every position of the content', () => {
    fc.assert(
      fc.property(scrolls, share, (scroll, at) => {
        const top = at * lastTop(scroll);
        expect(topAt(scroll, scrollTopFor(scroll, top))).toBeCloseTo(top, 4);
      }),
    );
  });

  it('never goes back while the scroller goes on', () => {
    fc.assert(
      fc.property(scrolls, share, share, (scroll, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) => at * endOf(scroll));
        expect(topAt(scroll, high)).toBeGreaterThanOrEqual(topAt(scroll, low));
      }),
    );
  });

  it('moves by the pixels of a wheel anywhere', () => {
    fc.assert(
      fc.property(scrolls, share, fc.integer({ min: -200, max: 200 }), (scroll, at, by) => {
        const top = at * lastTop(scroll);
        const scrollTop = scrollTopFor(scroll, top);
        const to = scrollTop + by;
        fc.pre(to >= 1 && to <= endOf(scroll) - 1);
        expect(movedTop(scroll, { top, scrollTop }, to)).toBeCloseTo(top + by, 4);
      }),
    );
  });

  it('follows a jump of the scroll bar', () => {
    const scroll = scrollOf(80_000_000, 700);
    const before = { top: 0, scrollTop: 0 };
    expect(movedTop(scroll, before, endOf(scroll) / 2)).toBeCloseTo(lastTop(scroll) / 2, 4);
    expect(movedTop(scroll, before, endOf(scroll))).toBe(lastTop(scroll));
  });

  it('meets no end too early in one long gesture of a wheel', () => {
    const scroll = scrollOf(80_000_000, 700);
    const start = { top: lastTop(scroll) - 2_000_000, scrollTop: 0 };
    start.scrollTop = scrollTopFor(scroll, start.top);
    let at = start;
    for (let notch = 0; notch < 5000; notch++) {
      const scrollTop = at.scrollTop + 120;
      at = { top: movedTop(scroll, at, scrollTop), scrollTop };
    }
    expect(at.top).toBe(start.top + 5000 * 120);
  });
});
