import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  areaOfStroke,
  rectangle,
  surface,
  type Point,
} from '../../../../renderer/gallery/map/lasso.ts';

const circle = (points: number, radius = 0.3): Point[] =>
  Array.from({ length: points }, (_, i) => [
    0.5 + radius * Math.cos((2 * Math.PI * i) / points),
    0.5 + radius * Math.sin((2 * Math.PI * i) / points),
  ]);

test('a rectangle that was drawn has its four corners', () => {
  const along = (a: Point, b: Point): Point[] =>
    Array.from({ length: 50 }, (_, i) => [
      a[0] + ((b[0] - a[0]) * i) / 50,
      a[1] + ((b[1] - a[1]) * i) / 50,
    ]);
  const [a, b, c, d] = rectangle([0.2, 0.3], [0.6, 0.7]);
  const stroke = [...along(a, b), ...along(b, c), ...along(c, d), d];
  expect(areaOfStroke(stroke)).toEqual([a, b, c, d]);
});

test('a circle of many points becomes few corners with about its surface', () => {
  const area = areaOfStroke(circle(20_000)) ?? [];
  expect(area.length).toBeLessThan(80);
  expect(surface(area)).toBeCloseTo(Math.PI * 0.09, 2);
});

test('no stroke has more corners than a filter may have', () => {
  const noise = Array.from({ length: 30_000 }, (_, i): Point => [(i * 0.618) % 1, (i * 0.414) % 1]);
  expect(areaOfStroke(noise)?.length ?? 0).toBeLessThanOrEqual(1024);
});

test('what goes beyond the map ends at its edge', () => {
  expect(areaOfStroke([[-1, -1], [2, -1], [2, 2]])).toEqual([[0, 0], [1, 0], [1, 1]]);
}); // prettier-ignore

test('a click, a line and nothing at all surround nothing', () => {
  expect(areaOfStroke([])).toBeNull();
  expect(areaOfStroke([[0.5, 0.5]])).toBeNull();
  expect(areaOfStroke([[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]])).toBeNull();
}); // prettier-ignore

test('no point of a stroke is far from the area that is kept of it', () => {
  const point = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 60 }), (stroke) => {
      const area = areaOfStroke(stroke);
      fc.pre(area !== null);
      const nearest = ([x, y]: Point) =>
        Math.min(
          ...area.slice(0, -1).map(([ax, ay], i) => {
            const [bx, by] = area[i + 1];
            const long = (bx - ax) ** 2 + (by - ay) ** 2;
            const t =
              long === 0
                ? 0
                : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long));
            return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
          }),
        );
      expect(Math.max(...stroke.map(nearest))).toBeLessThan(0.002);
    }),
  );
});
