/** Where tiles stand. All lengths are CSS pixels; rows and columns count from 0. */
import type { TileShape } from '../lib/atlas.ts';

export const tileSizes = ['small', 'middle', 'large'] as const;
export type TileSize = (typeof tileSizes)[number];

const LONG_SIDE = { small: 32, middle: 64, large: 128 } satisfies Record<TileSize, number>;
export const GAP = 4;
/** Around all tiles, so that the frame of a selected one has room. */
const PADDING = 8;

export type Grid = {
  count: number;
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
  /** Of all rows with the padding. */
  height: number;
};

/**
 * Pictures are enlarged by whole numbers of device pixels, so that each of their pixels stays a
 * square; those that are larger than the size asked for are scaled down.
 */
export function gridOf(
  count: number,
  width: number,
  shape: TileShape,
  size: TileSize,
  devicePixelRatio: number,
): Grid {
  const long = Math.max(shape.tileWidth, shape.tileHeight);
  const wanted = LONG_SIDE[size] * devicePixelRatio;
  const scale = (wanted >= long ? Math.floor(wanted / long) : wanted / long) / devicePixelRatio;
  const tileWidth = shape.tileWidth * scale;
  const tileHeight = shape.tileHeight * scale;
  const columns = Math.max(1, Math.floor((width - 2 * PADDING + GAP) / (tileWidth + GAP)));
  const rows = Math.ceil(count / columns);
  const height = rows === 0 ? 0 : 2 * PADDING + rows * (tileHeight + GAP) - GAP;
  return { count, columns, rows, tileWidth, tileHeight, height };
}

export const leftOf = ({ tileWidth }: Grid, column: number): number =>
  PADDING + column * (tileWidth + GAP);
export const topOf = ({ tileHeight }: Grid, row: number): number =>
  PADDING + row * (tileHeight + GAP);

/** The rows of which anything can be seen: from `first` up to, and without, `end`. */
export function visibleRows(
  grid: Grid,
  scrollTop: number,
  viewHeight: number,
): { first: number; end: number } {
  const step = grid.tileHeight + GAP;
  const first = Math.floor((scrollTop - PADDING) / step);
  const end = Math.ceil((scrollTop + viewHeight - PADDING) / step);
  const within = (row: number) => Math.min(grid.rows, Math.max(0, row));
  return { first: within(first), end: within(end) };
}

/** Where to scroll so that a row is whole in view, moving as little as possible. */
export function scrolledTo(grid: Grid, row: number, scrollTop: number, viewHeight: number): number {
  const top = topOf(grid, row) - PADDING;
  const bottom = topOf(grid, row) + grid.tileHeight + PADDING;
  if (top < scrollTop) return top;
  return bottom > scrollTop + viewHeight ? bottom - viewHeight : scrollTop;
}

/** The place that a key leads to from another; null for keys that lead nowhere. */
export function movedBy(
  grid: Grid,
  from: number,
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  viewHeight: number,
): number | null {
  const { columns, count } = grid;
  const page = Math.max(1, Math.floor(viewHeight / (grid.tileHeight + GAP)) - 1) * columns;
  const rowStart = from - (from % columns);
  const within = (place: number) => Math.min(count - 1, Math.max(0, place));
  const sameColumn = (place: number) => (place >= 0 && place < count ? place : from);
  switch (key) {
    case 'ArrowRight':
      return within(from + 1);
    case 'ArrowLeft':
      return within(from - 1);
    case 'ArrowDown':
      return sameColumn(from + columns);
    case 'ArrowUp':
      return sameColumn(from - columns);
    case 'PageDown':
      return within(from + page);
    case 'PageUp':
      return within(from - page);
    case 'Home':
      return ctrlKey ? 0 : rowStart;
    case 'End':
      return ctrlKey ? count - 1 : within(rowStart + columns - 1);
    default:
      return null;
  }
}
