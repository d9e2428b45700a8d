import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GAP,
  gridOf,
  leftOf,
  movedBy,
  scrolledTo,
  tileSizes,
  topOf,
  visibleRows,
} from '../../../renderer/gallery/grid.ts';

const mnist = { tileWidth: 28, tileHeight: 28 };
const grids = fc
  .record({
    count: fc.integer({ min: 1, max: 5000 }),
    width: fc.integer({ min: 200, max: 2000 }),
    shape: fc.record({
      tileWidth: fc.integer({ min: 1, max: 64 }),
      tileHeight: fc.integer({ min: 1, max: 64 }),
    }),
    size: fc.constantFrom(...tileSizes),
    ratio: fc.constantFrom(1, 1.25, 1.5, 2),
  })
  .map(({ count, width, shape, size, ratio }) => ({
    width,
    grid: gridOf(count, width, shape, size, ratio),
  }));

describe('the grid of tiles', () => {
  it('enlarges pictures by whole numbers of device pixels', () => {
    const widths = tileSizes.map((size) => gridOf(1, 500, mnist, size, 1.5).tileWidth * 1.5);
    expect(widths.map((width) => width.toFixed(6))).toEqual([
      '28.000000',
      '84.000000',
      '168.000000',
    ]);
  });

  it('scales down what is larger than the size asked for', () => {
    const large = { tileWidth: 64, tileHeight: 32 };
    expect(gridOf(1, 500, large, 'small', 1)).toMatchObject({ tileWidth: 32, tileHeight: 16 });
  });

  it('keeps every column within the width', () => {
    fc.assert(
      fc.property(grids, ({ grid, width }) => {
        expect(leftOf(grid, grid.columns - 1) + grid.tileWidth).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('has one column where not even one fits', () => {
    expect(gridOf(3, 0, mnist, 'large', 1)).toMatchObject({ columns: 1, rows: 3 });
  });

  const ROUNDING = 1e-6;

  it('calls those rows visible that reach into the view, give or take a gap', () => {
    const view = {
      scroll: fc.integer({ min: 0, max: 20_000 }),
      high: fc.integer({ min: 1, max: 900 }),
    };
    fc.assert(
      fc.property(grids, view.scroll, view.high, ({ grid }, scrollTop, height) => {
        const { first, end } = visibleRows(grid, scrollTop, height);
        for (let row = 0; row < grid.rows; row++) {
          const top = topOf(grid, row);
          // A row that only touches an edge is either, as its place is rounded.
          const seen =
            top < scrollTop + height - ROUNDING && top + grid.tileHeight > scrollTop + ROUNDING;
          const near =
            top < scrollTop + height + ROUNDING &&
            top + grid.tileHeight + GAP > scrollTop - ROUNDING;
          const drawn = row >= first && row < end;
          expect(drawn, `row ${row}`).toBe(drawn ? near : seen);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('scrolls no further than brings a row into view', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.nat(5000), ({ grid }, at, scrollTop) => {
        const row = at % grid.rows;
        const to = scrolledTo(grid, row, scrollTop, 400);
        expect(topOf(grid, row)).toBeGreaterThanOrEqual(to);
        expect(topOf(grid, row) + grid.tileHeight).toBeLessThanOrEqual(to + 400);
        expect(scrolledTo(grid, row, to, 400)).toBe(to);
      }),
    );
  });
});

describe('keys in the grid', () => {
  // 10 tiles in rows of 4.
  const grid = gridOf(10, 4 * (28 + GAP) + 12, mnist, 'small', 1);
  const go = (from: number, key: string, ctrlKey = false) =>
    movedBy(grid, from, { key, ctrlKey }, 100);

  it.each([
    ['ArrowRight', 3, 4],
    ['ArrowRight', 9, 9],
    ['ArrowLeft', 4, 3],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 5],
    ['ArrowDown', 7, 7],
    ['ArrowUp', 5, 1],
    ['ArrowUp', 2, 2],
    ['Home', 6, 4],
    ['End', 4, 7],
    ['End', 8, 9],
    ['PageDown', 0, 8],
    ['PageDown', 5, 9],
    ['PageUp', 9, 1],
  ])('%s leads from tile %i to %i', (key, from, to) => {
    expect(go(from, key)).toBe(to);
  });

  it('leads with Ctrl to the first and the last tile', () => {
    expect([go(6, 'Home', true), go(1, 'End', true)]).toEqual([0, 9]);
  });

  it('leaves other keys alone', () => {
    expect(go(3, 'j')).toBeNull();
  });

  it('never leads outside', () => {
    const keys = fc.constantFrom(
      'ArrowUp',
      'ArrowDown',
      'ArrowLeft',
      'ArrowRight',
      'PageUp',
      'PageDown',
      'Home',
      'End',
    );
    fc.assert(
      fc.property(grids, fc.nat(), keys, fc.boolean(), ({ grid }, at, key, ctrlKey) => {
        const to = movedBy(grid, at % grid.count, { key, ctrlKey }, 600) ?? -1;
        expect(to).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThan(grid.count);
      }),
    );
  });
});
