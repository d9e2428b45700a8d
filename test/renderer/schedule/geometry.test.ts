import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisFor,
  curve,
  epochTicks,
  marksWithin,
  nice,
  pathThrough,
  toFrame,
  toPlace,
  toPoint,
  toWindow,
  valueTicks,
  type Plane,
} from '../../../renderer/schedule/geometry.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import type { Track } from '../../../src/core/schedule/schedule.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const box = fc.record({
  left: between(0, 400),
  top: between(0, 400),
  width: between(1, 4000),
  height: between(1, 2000),
});
const end = fc.integer({ min: 1, max: 65_535 });
const linear = fc
  .tuple(between(0, 10), between(0.001, 1000))
  .map(([bottom, span]) => ({ kind: 'linear' as const, bottom, top: bottom + span }));
const log = fc
  .tuple(between(1e-6, 1), between(0.3, 6))
  .map(([bottom, decades]) => ({ kind: 'log' as const, bottom, top: bottom * 10 ** decades }));
const planes = fc.record({ box, end, values: fc.oneof(linear, log) }) satisfies fc.Arbitrary<Plane>;
const share = between(0, 1);

const near = (actual: number, expected: number, size: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    1e-9 * Math.max(size, Math.abs(expected)),
  );

describe('the window and a frame', () => {
  const whole = fc.integer({ min: -5000, max: 5000 });
  const point = fc.record({ x: whole, y: whole });
  const frame = fc.record({ left: whole, top: whole });

  it('come back from each other as the point they were', () => {
    fc.assert(
      fc.property(frame, point, (where, of) => {
        expect(toWindow(where, toFrame(where, of))).toEqual(of);
        expect(toFrame(where, toWindow(where, of))).toEqual(of);
      }),
    );
  });

  it('differ by where the frame stands', () => {
    expect(toFrame({ left: 100, top: 20 }, { x: 130, y: 25 })).toEqual({ x: 30, y: 5 });
  });
});

describe('a box around keyframes', () => {
  it('holds just those that are drawn within it', () => {
    const places = fc
      .uniqueArray(fc.nat(128), { maxLength: 30 })
      .map((at) =>
        at.sort((a, b) => a - b).map((place, i) => ({ at: place, value: (i * 37) % 128 })),
      );
    const corner = fc.record({ x: fc.nat(128), y: fc.nat(128) });
    // Sizes at which no rounding moves an edge.
    const plane: Plane = {
      box: { left: 0, top: 0, width: 128, height: 128 },
      end: 128,
      values: { kind: 'linear', bottom: 0, top: 128 },
    };
    fc.assert(
      fc.property(places, corner, corner, (track, one, other) => {
        const [left, top] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
        const [right, bottom] = [Math.max(one.x, other.x), Math.max(one.y, other.y)];
        const inside = track.flatMap(({ at, value }, i) => {
          const y = 128 - value;
          return at >= left && at <= right && y >= top && y <= bottom ? [i] : [];
        });
        const around = { left, top, width: right - left, height: bottom - top };
        expect(marksWithin(plane, track, around)).toEqual(inside);
      }),
    );
  });
});

describe('places and points', () => {
  it('come back from pixels as the place they were', () => {
    fc.assert(
      fc.property(planes, share, share, (plane, along, up) => {
        const { bottom, top } = plane.values;
        const place = {
          at: along * plane.end,
          value: bottom + (0.001 + 0.999 * up) * (top - bottom),
        };
        const back = toPlace(plane, toPoint(plane, place));
        near(back.at, place.at, plane.end);
        near(back.value, place.value, (top - bottom) * (1 + plane.box.top / plane.box.height));
      }),
    );
  });

  it('come back from the schedule as the point they were', () => {
    fc.assert(
      fc.property(planes, share, share, (plane, along, down) => {
        const { left, top, width, height } = plane.box;
        const point = { x: left + along * width, y: top + down * 0.999 * height };
        const back = toPoint(plane, toPlace(plane, point));
        expect(back.x).toBeCloseTo(point.x, 5);
        expect(back.y).toBeCloseTo(point.y, 5);
      }),
    );
  });

  it('have the value rise upwards and the epoch to the right', () => {
    fc.assert(
      fc.property(planes, between(0, 0.4), between(0.6, 1), (plane, low, high) => {
        const { bottom, top } = plane.values;
        const at = (part: number) =>
          toPoint(plane, { at: part * plane.end, value: bottom + part * (top - bottom) });
        expect(at(high).x).toBeGreaterThan(at(low).x);
        expect(at(high).y).toBeLessThan(at(low).y);
      }),
    );
  });

  it('put 0 at the lower edge of a logarithmic axis, and read it there', () => {
    fc.assert(
      fc.property(box, end, log, (box, end, values) => {
        const plane = { box, end, values };
        const { y } = toPoint(plane, { at: 0, value: 0 });
        expect(y).toBe(box.top + box.height);
        expect(toPlace(plane, { x: box.left, y: y + 1 }).value).toBe(0);
      }),
    );
  });
});

describe('an axis', () => {
  it.each(['linear', 'log'] as const)('has room above all that is shown (%s)', (kind) => {
    fc.assert(
      fc.property(fc.array(between(0, 900), { maxLength: 20 }), (shown) => {
        const { bottom, top } = axisFor(kind, shown, 1000);
        expect(bottom).toBeLessThan(top);
        for (const value of shown) expect(value).toBeLessThan(top);
      }),
    );
  });

  it('ends at the highest value that a track may take', () => {
    expect(axisFor('linear', [0.9], 1)).toEqual({ kind: 'linear', bottom: 0, top: 1 });
  });

  it('shows something where every value is 0', () => {
    expect(axisFor('linear', [0], 1000)).toEqual({ kind: 'linear', bottom: 0, top: 1 });
    expect(axisFor('log', [0], 1000).bottom).toBeGreaterThan(0);
  });

  it('leaves out what is not finite', () => {
    expect(axisFor('linear', [0.3, Infinity, NaN], 1)).toEqual(axisFor('linear', [0.3], 1));
  });
});

describe('ticks', () => {
  it.each([1, 12, 90, 300, 65_535])('label whole epochs with room between them, of %i', (end) => {
    const ticks = epochTicks(end, 560);
    expect(ticks[0]).toBe(0);
    expect(ticks.every(Number.isInteger)).toBe(true);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(11);
    expect(ticks.at(-1)).toBeLessThanOrEqual(end);
  });

  it('label values as people write them', () => {
    expect(valueTicks({ kind: 'linear', bottom: 0, top: 0.5 }, 160)).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5,
    ]);
  });

  it('label powers of ten on a logarithmic axis', () => {
    expect(valueTicks({ kind: 'log', bottom: 0.0002, top: 0.2 }, 160)).toEqual([0.001, 0.01, 0.1]);
  });
});

describe('a nice number', () => {
  it('is 1, 2 or 5 times a power of ten, and on the side that was asked for', () => {
    fc.assert(
      fc.property(between(1e-6, 1e6), (number) => {
        const [up, down] = [nice(number, 'up'), nice(number, 'down')];
        expect(up).toBeGreaterThanOrEqual(number * (1 - 1e-8));
        expect(down).toBeLessThanOrEqual(number * (1 + 1e-8));
        for (const found of [up, down]) {
          expect(Number(found.toExponential().split('e')[0])).toBeOneOf([1, 2, 5]);
        }
      }),
    );
  });
});

describe('a curve', () => {
  const track: Track = [
    { at: 0, value: 0.3, easing: 'hold' },
    { at: 4, value: 0.1, easing: 'cosine' },
    { at: 8, value: 0.2, easing: 'hold' },
  ];
  const places = curve((at) => evaluate(track, at), [0, 4, 8], 10, 100);

  it('is what training evaluates, everywhere but on the left of a jump', () => {
    for (const { at, value } of places) {
      const left = evaluate(track, at - 1e-9);
      expect([evaluate(track, at), left]).toContain(value);
    }
  });

  it('falls upright where the track jumps', () => {
    expect(places.filter(({ at }) => at === 4).map(({ value }) => value)).toEqual([0.3, 0.1]);
  });

  it('never goes back', () => {
    places.forEach(({ at }, i) => i > 0 && expect(at).toBeGreaterThanOrEqual(places[i - 1].at));
  });

  it('goes from the first to the last epoch', () => {
    expect(places[0]).toEqual({ at: 0, value: 0.3 });
    expect(places.at(-1)).toEqual({ at: 10, value: 0.2 });
  });

  const plane: Plane = {
    box: { left: 0, top: 0, width: 10, height: 10 },
    end: 10,
    values: { kind: 'linear', bottom: 0, top: 1 },
  };

  it('is drawn with two points where it stays level', () => {
    const level = [0, 1, 2, 3].map((at) => ({ at, value: 0.5 }));
    const path = pathThrough(plane, [...level, { at: 3, value: 1 }, { at: 4, value: 1 }]);
    expect(path).toBe('M0 5L3 5L3 0L4 0');
  });

  it('is left open where it has no finite value', () => {
    const path = pathThrough(plane, [
      { at: 0, value: 0 },
      { at: 1, value: Infinity },
      { at: 2, value: 1 },
    ]);
    expect(path).toBe('M0 10M2 0');
  });
});
