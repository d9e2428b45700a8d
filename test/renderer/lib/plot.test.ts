import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { downSample, niceAxis, spreadLabels } from '../../../renderer/lib/plot.ts';

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
  minLength: 1,
  maxLength: 3000,
});

describe('fewer points', () => {
  test('are all of them where there are few', () => {
    expect(downSample([3, 1], 10)).toEqual([
      { x: 0, y: 3 },
      { x: 1, y: 1 },
    ]);
  });

  test('keep the ends, the extremes and the order', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 200 }), (line, limit) => {
        const points = downSample(line, limit);
        expect(points.length).toBeLessThanOrEqual(Math.max(limit, 4));
        expect(points[0]).toEqual({ x: 0, y: line[0] });
        expect(points.at(-1)).toEqual({ x: line.length - 1, y: line.at(-1) });
        const heights = points.map(({ y }) => y);
        expect(Math.max(...heights)).toBe(Math.max(...line));
        expect(Math.min(...heights)).toBe(Math.min(...line));
        expect(points.every(({ x }, i) => i === 0 || points[i - 1].x < x)).toBe(true);
        expect(points.every(({ x, y }) => line[x] === y)).toBe(true);
      }),
    );
  });

  test('do not lose one spike among ten thousand epochs', () => {
    const line = new Float64Array(10_000);
    line[7_777] = 1;
    expect(downSample(line, 600)).toContainEqual({ x: 7_777, y: 1 });
  });
});

describe('an axis', () => {
  test.each([
    [0.3, 0.3, 0.1],
    [2.3, 3, 1],
    [0.874, 1, 0.5],
    [17, 20, 10],
    [0, 1, 0.5],
  ])('up to %d ends at %d in steps of %d', (largest, top, step) => {
    expect(niceAxis(0, largest)).toEqual({ bottom: 0, top, step });
  });

  test.each([
    [0.912, 0.974, 0.9, 1],
    [0.5, 0.5, 0, 0.6],
  ])('from %d to %d goes from %d to %d', (lowest, highest, bottom, top) => {
    expect(niceAxis(lowest, highest)).toMatchObject({ bottom, top });
  });

  test('covers every value in two to five steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (largest) => {
        const { top, step } = niceAxis(0, largest);
        expect(top).toBeGreaterThanOrEqual(largest * (1 - 1e-6));
        const steps = Math.round(top / step);
        expect(steps).toBeGreaterThanOrEqual(1);
        expect(steps).toBeLessThanOrEqual(5);
        expect(top / step).toBeCloseTo(steps, 6);
      }),
    );
  });
});

test('labels keep apart and within the box', () => {
  const wanted = fc.array(fc.double({ min: -50, max: 200, noNaN: true }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(wanted, (places) => {
      const spread = spreadLabels(places, 18, 140);
      const sorted = spread.toSorted((a, b) => a - b);
      expect(sorted[0]).toBeGreaterThanOrEqual(0);
      expect(sorted.at(-1)).toBeLessThanOrEqual(140 - 18 + 1e-9);
      sorted.forEach((place, i) => {
        if (i > 0) expect(place - sorted[i - 1]).toBeGreaterThanOrEqual(18 - 1e-9);
      });
    }),
  );
});

test('a label with room stands where it belongs', () => {
  expect(spreadLabels([90, 10], 18, 140)).toEqual([90, 10]);
});
