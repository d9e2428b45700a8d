import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnOf,
  gridOf,
  LARGEST,
  leftOf,
  movedBy,
  placeAt,
  placesBetween,
  placesOf,
  rowOf,
  scrolledTo,
  SMALLEST,
  topOf,
  visibleRows,
  zoomedAt,
} from '../../../renderer/gallery/grid/geometry.ts';

const ROUNDING = 1e-6;
const wanted = fc.record({
  count: fc.integer({ min: 1, max: 5000 }),
  width: fc.integer({ min: 300, max: 2000 }),
  shape: fc.record({
    width: fc.integer({ min: 1, max: 64 }),
    height: fc.integer({ min: 1, max: 64 }),
  }),
  side: fc.double({ min: SMALLEST, max: LARGEST, noNaN: true }),
  devicePixelRatio: fc.constantFrom(1, 1.25, 1.5, 2),
});
const grids = fc
  .record({ wanted, lead: fc.nat(100) })
  .map((drawn) => ({ ...drawn.wanted, grid: gridOf({ ...drawn.wanted, lead: drawn.lead }) }));
const place = fc.nat();
const square = { width: 64, height: 64 };
const rowOfFive = { count: 23, width: 290, shape: square, side: 50, devicePixelRatio: 1 };

describe('the grid of tiles', () => {
  it('makes tiles and gaps whole numbers of device pixels', () => {
    fc.assert(
      fc.property(grids, ({ grid, devicePixelRatio }) => {
        for (const length of [grid.tileWidth, grid.tileHeight, grid.stepX, grid.stepY]) {
          const pixels = length * devicePixelRatio;
          expect(Math.abs(pixels - Math.round(pixels))).toBeLessThan(ROUNDING);
        }
      }),
    );
  });

  it('keeps every column within the width', () => {
    fc.assert(
      fc.property(grids, ({ grid, width }) => {
        expect(leftOf(grid, grid.columns - 1) + grid.tileWidth).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('has one column where not even one fits', () => {
    const narrow = gridOf({ ...rowOfFive, count: 3, width: 0 });
    expect(narrow).toMatchObject({ columns: 1, rows: 3 });
  });

  it('is no pixel high without samples', () => {
    expect(gridOf({ ...rowOfFive, count: 0 })).toMatchObject({ rows: 0, height: 0 });
  });

  it('has each place in one cell, row by row', () => {
    fc.assert(
      fc.property(grids, ({ grid }) => {
        const places = Array.from({ length: grid.rows }, (_, row) => placesOf(grid, row)).flatMap(
          ({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i),
        );
        expect(places).toEqual(Array.from({ length: grid.count }, (_, i) => i));
      }),
    );
  });

  it('finds a place at every point of its tile', () => {
    fc.assert(
      fc.property(
        grids,
        place,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (drawn, n, share) => {
          const { grid } = drawn;
          const at = n % grid.count;
          const x = leftOf(grid, columnOf(grid, at)) + share * grid.tileWidth + ROUNDING;
          const y = topOf(grid, rowOf(grid, at)) + share * grid.tileHeight + ROUNDING;
          expect(placeAt(grid, x, y)).toBe(at);
        },
      ),
    );
  });

  it('finds none before the first tile and after the last', () => {
    const grid = gridOf({ ...rowOfFive, lead: 2 });
    expect(placeAt(grid, leftOf(grid, 1), topOf(grid, 0))).toBeNull();
    expect(placeAt(grid, leftOf(grid, columnOf(grid, 22) + 1), topOf(grid, 4))).toBeNull();
  });

  it('calls those rows visible that reach into the view, give or take a gap', () => {
    const views = fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      height: fc.integer({ min: 10, max: 900 }),
    });
    fc.assert(
      fc.property(grids, views, ({ grid }, { share, height }) => {
        const top = share * Math.max(0, grid.height - height);
        const { first, end } = visibleRows(grid, top, height);
        for (let row = 0; row < grid.rows; row++) {
          const reachesIn =
            topOf(grid, row) + grid.tileHeight > top + ROUNDING &&
            topOf(grid, row) < top + height - ROUNDING;
          if (reachesIn) expect([first <= row, row < end]).toEqual([true, true]);
        }
        expect((end - first - 2) * grid.stepY).toBeLessThanOrEqual(height);
      }),
    );
  });

  it('scrolls a row into view, and not at all where it is', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.nat(), ({ grid }, n, from) => {
        const height = grid.tileHeight + 400;
        const row = n % grid.rows;
        const to = scrolledTo(grid, row, from % grid.height, height);
        expect(topOf(grid, row)).toBeGreaterThanOrEqual(to);
        expect(topOf(grid, row) + grid.tileHeight).toBeLessThanOrEqual(to + height + ROUNDING);
        expect(scrolledTo(grid, row, to, height)).toBe(to);
      }),
    );
  });

  it('chooses with a band what has its cell in it, and nothing else', () => {
    const cell = fc.record({ row: fc.nat(), column: fc.nat() });
    fc.assert(
      fc.property(grids, cell, cell, ({ grid }, ...drawn) => {
        const [a, b] = drawn.map(({ row, column }) => ({
          row: row % grid.rows,
          column: column % grid.columns,
        }));
        const within = (value: number, one: number, other: number) =>
          value >= Math.min(one, other) && value <= Math.max(one, other);
        const expected = [];
        for (let at = 0; at < grid.count; at++) {
          const inside =
            within(rowOf(grid, at), a.row, b.row) && within(columnOf(grid, at), a.column, b.column);
          if (inside) expected.push(at);
        }
        const chosen = placesBetween(grid, a, b).flatMap(([from, to]) =>
          Array.from({ length: to - from + 1 }, (_, i) => from + i),
        );
        expect(chosen).toEqual(expected);
      }),
    );
  });
});

describe('keys in the grid', () => {
  const grid = gridOf(rowOfFive);
  const press = (from: number, key: string, ctrlKey = false) =>
    movedBy(grid, from, { key, ctrlKey }, 160);

  it.each([
    [7, 'ArrowRight', 8],
    [22, 'ArrowRight', 22],
    [0, 'ArrowLeft', 0],
    [7, 'ArrowDown', 12],
    [7, 'ArrowUp', 2],
    [2, 'ArrowUp', 2],
    [20, 'ArrowDown', 20],
    [7, 'PageDown', 17],
    [7, 'PageUp', 0],
    [7, 'Home', 5],
    [7, 'End', 9],
    [21, 'End', 22],
    [7, 'a', null],
  ])('lead from place %i by %s to %s', (from, key, to) => {
    expect(grid.columns).toBe(5);
    expect(press(from, key)).toBe(to);
  });

  it('lead to the first and last of all with Control', () => {
    expect([press(7, 'Home', true), press(7, 'End', true)]).toEqual([0, 22]);
  });
});

describe('zooming', () => {
  const viewHeight = 600;
  const thousandths = fc.integer({ min: 0, max: 999 }).map((n) => n / 1000);

  it('keeps the sample under the pointer, or the content at one of its ends', () => {
    const sides = fc.integer({ min: SMALLEST, max: LARGEST });
    let kept = 0;
    fc.assert(
      fc.property(grids, sides, place, thousandths, thousandths, (drawn, side, n, within, high) => {
        const { grid: before, ...asked } = drawn;
        const under = n % before.count;
        const point = {
          x: leftOf(before, columnOf(before, under)) + within * before.tileWidth,
          y: high * viewHeight,
        };
        const top = topOf(before, rowOf(before, under)) + within * before.stepY - point.y;
        const next = { ...asked, side };
        const to = zoomedAt(before, top, point, next, viewHeight);
        const after = gridOf({ ...next, lead: to.lead });
        const last = Math.max(0, after.height - viewHeight);
        expect(to.top).toBeGreaterThanOrEqual(0);
        expect(to.top).toBeLessThanOrEqual(last);
        if (to.top === 0 || to.top === last) return;
        kept++;
        // Beside the last column there is ground: the tile nearest to it counts.
        const x = Math.min(point.x, leftOf(after, after.columns - 1));
        const found = [-ROUNDING, ROUNDING].map((by) => placeAt(after, x, to.top + point.y + by));
        expect(found).toContain(under);
      }),
      { numRuns: 500 },
    );
    expect(kept).toBeGreaterThan(50);
  });

  it('begins rows at the left at the very top', () => {
    const before = gridOf({ ...rowOfFive, lead: 3 });
    const next = { ...rowOfFive, side: 30 };
    expect(zoomedAt(before, 0, { x: 100, y: 500 }, next, viewHeight)).toEqual({ lead: 0, top: 0 });
  });
});
