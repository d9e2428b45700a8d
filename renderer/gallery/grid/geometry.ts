/**
 * Where tiles stand. All lengths are CSS pixels; rows and columns count from 0. The first row may
 * begin with empty cells, the lead, so that a sample can keep its column while tiles change size.
 */
export type TileShape = { width: number; height: number };

/** Longer sides of tiles. */
export const SMALLEST = 24;
export const LARGEST = 256;
/** Around all tiles, so that the frame of a chosen one has room. */
const PADDING = 8;

/** Between tiles: those of a mosaic all but touch. */
const gapOf = (side: number): number => (side < 40 ? 1 : side < 64 ? 2 : 4);

export type Grid = {
  count: number;
  lead: number;
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
  /** From one column, or row, to the next. */
  stepX: number;
  stepY: number;
  /** Of all rows with the padding. */
  height: number;
};

type Wanted = {
  count: number;
  /** Of the window on to it. */
  width: number;
  shape: TileShape;
  /** The longer one of a tile. */
  side: number;
  devicePixelRatio: number;
  lead?: number;
};

/** Tiles and gaps are whole numbers of device pixels, so that all tiles of a size look alike. */
export function gridOf(wanted: Wanted): Grid {
  const { count, width, shape, side, devicePixelRatio: ratio } = wanted;
  const scale = side / Math.max(shape.width, shape.height);
  const whole = (length: number) => Math.max(1, Math.round(length * ratio)) / ratio;
  const tileWidth = whole(shape.width * scale);
  const tileHeight = whole(shape.height * scale);
  const gap = whole(gapOf(side));
  const stepX = tileWidth + gap;
  const stepY = tileHeight + gap;
  const columns = Math.max(1, Math.floor((width - 2 * PADDING + gap) / stepX));
  const lead = (wanted.lead ?? 0) % columns;
  const rows = count === 0 ? 0 : Math.ceil((count + lead) / columns);
  const height = rows === 0 ? 0 : 2 * PADDING + rows * stepY - gap;
  return { count, lead, columns, rows, tileWidth, tileHeight, stepX, stepY, height };
}

export const leftOf = ({ stepX }: Grid, column: number): number => PADDING + column * stepX;
export const topOf = ({ stepY }: Grid, row: number): number => PADDING + row * stepY;
export const rowOf = ({ lead, columns }: Grid, place: number): number =>
  Math.floor((place + lead) / columns);
export const columnOf = ({ lead, columns }: Grid, place: number): number =>
  (place + lead) % columns;

const clamp = (value: number, least: number, most: number) =>
  Math.max(least, Math.min(most, value));

/** The places of a row from its first up to, and without, its end. */
export function placesOf({ lead, columns, count }: Grid, row: number) {
  const first = row * columns - lead;
  return { first: clamp(first, 0, count), end: clamp(first + columns, 0, count) };
}

/** The rows of which anything can be seen: from `first` up to, and without, `end`. */
export function visibleRows(
  grid: Grid,
  top: number,
  viewHeight: number,
): { first: number; end: number } {
  return {
    first: clamp(Math.floor((top - PADDING) / grid.stepY), 0, grid.rows),
    end: clamp(Math.ceil((top + viewHeight - PADDING) / grid.stepY), 0, grid.rows),
  };
}

/** The cell nearest to a point of the content. */
export function cellAt(grid: Grid, x: number, y: number): { row: number; column: number } {
  return {
    row: clamp(Math.floor((y - PADDING) / grid.stepY), 0, Math.max(0, grid.rows - 1)),
    column: clamp(Math.floor((x - PADDING) / grid.stepX), 0, grid.columns - 1),
  };
}

/** The place whose tile, or gap after it, is at a point of the content; null where there is none. */
export function placeAt(grid: Grid, x: number, y: number): number | null {
  const row = Math.floor((y - PADDING) / grid.stepY);
  const column = Math.floor((x - PADDING) / grid.stepX);
  if (column < 0 || column >= grid.columns) return null;
  const place = row * grid.columns + column - grid.lead;
  return place >= 0 && place < grid.count ? place : null;
}

/** The places of all tiles between two cells, as ranges, a row each. */
export function placesBetween(
  grid: Grid,
  a: { row: number; column: number },
  b: { row: number; column: number },
): [number, number][] {
  const [left, right] = [Math.min(a.column, b.column), Math.max(a.column, b.column)];
  const ranges: [number, number][] = [];
  for (let row = Math.min(a.row, b.row); row <= Math.max(a.row, b.row); row++) {
    const start = row * grid.columns - grid.lead;
    const from = Math.max(0, start + left);
    const to = Math.min(grid.count - 1, start + right);
    if (from <= to) ranges.push([from, to]);
  }
  return ranges;
}

/** Where to scroll so that a row is whole in view, moving as little as possible. */
export function scrolledTo(grid: Grid, row: number, top: number, viewHeight: number): number {
  const above = topOf(grid, row) - PADDING;
  const below = topOf(grid, row) + grid.tileHeight + PADDING;
  if (above < top) return above;
  return below > top + viewHeight ? below - viewHeight : top;
}

/** The place that a key leads to from another; null for keys that lead nowhere. */
export function movedBy(
  grid: Grid,
  from: number,
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  viewHeight: number,
): number | null {
  const { columns, count } = grid;
  const page = Math.max(1, Math.floor(viewHeight / grid.stepY) - 1) * columns;
  const row = placesOf(grid, rowOf(grid, from));
  const within = (place: number) => clamp(place, 0, count - 1);
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
      return ctrlKey ? 0 : row.first;
    case 'End':
      return ctrlKey ? count - 1 : row.end - 1;
    default:
      return null;
  }
}

/**
 * The lead and the scroll position at which the sample under a point of the window stays under it
 * when tiles change size; as near as the ends of the content allow.
 */
export function zoomedAt(
  before: Grid,
  top: number,
  point: { x: number; y: number },
  wanted: Omit<Wanted, 'lead'>,
  viewHeight: number,
): { lead: number; top: number } {
  const { row, column } = cellAt(before, point.x, top + point.y);
  const place = clamp(row * before.columns + column - before.lead, 0, before.count - 1);
  const within = clamp((top + point.y - topOf(before, row)) / before.stepY, 0, 1);
  const bare = gridOf({ ...wanted, lead: 0 });
  const under = cellAt(bare, point.x, 0).column;
  const lead = (((under - place) % bare.columns) + bare.columns) % bare.columns;
  const after = gridOf({ ...wanted, lead });
  const ideal = topOf(after, rowOf(after, place)) + within * after.stepY - point.y;
  // At the very top rows begin at the left, as ever.
  if (ideal <= 0) return { lead: 0, top: 0 };
  return { lead, top: Math.min(ideal, Math.max(0, after.height - viewHeight)) };
}
