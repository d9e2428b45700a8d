/** Which points stand within a polygon, by the even-odd rule. */
import { newMask, type Mask } from './mask.ts';

type Corner = readonly [number, number];
type Edge = { ax: number; ay: number; bx: number; by: number };

/** Cells along each side of the polygon's bounding box. */
const CELLS = 256;
const OUT = 0;
const IN = 1;
/** An edge comes through the cell, so that its points have to be looked at. */
const EDGE = 2;

/**
 * Points of the cells that no edge touches are all in or all out; only of the others it is asked
 * one by one, and only against the edges at their height.
 * @param xs NaN for no point
 */
export function withinArea(corners: readonly Corner[], xs: Float32Array, ys: Float32Array): Mask {
  const mask = newMask(xs.length);
  const left = Math.min(...corners.map(([x]) => x));
  const right = Math.max(...corners.map(([x]) => x));
  const bottom = Math.min(...corners.map(([, y]) => y));
  const top = Math.max(...corners.map(([, y]) => y));
  const cellWidth = (right - left) / CELLS;
  const cellHeight = (top - bottom) / CELLS;
  // A polygon that is a line has nothing within it.
  if (!(cellWidth > 0) || !(cellHeight > 0)) return mask;

  const columnOf = (x: number) => clamp(Math.floor((x - left) / cellWidth));
  const rowOf = (y: number) => clamp(Math.floor((y - bottom) / cellHeight));
  const edges = edgesOf(corners);
  const edgesOfRow: Edge[][] = Array.from({ length: CELLS }, () => []);
  const cells = new Uint8Array(CELLS * CELLS);
  for (const edge of edges) {
    const [low, high] = [rowOf(Math.min(edge.ay, edge.by)), rowOf(Math.max(edge.ay, edge.by))];
    // A row more on both sides, since the rows of two heights may be rounded apart.
    for (let row = Math.max(0, low - 1); row <= Math.min(CELLS - 1, high + 1); row++) {
      edgesOfRow[row].push(edge);
      const [from, to] = reachOf(
        edge,
        bottom + (row - 1) * cellHeight,
        bottom + (row + 2) * cellHeight,
      );
      const [first, last] = [columnOf(from) - 1, columnOf(to) + 1];
      cells.fill(EDGE, row * CELLS + Math.max(0, first), row * CELLS + Math.min(CELLS, last + 1));
    }
  }
  const numbersOfRow = edgesOfRow.map((own) =>
    Float64Array.from(own.flatMap(({ ax, ay, bx, by }) => [ax, ay, bx, by])),
  );
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const cell = row * CELLS + column;
      if (cells[cell] === EDGE) continue;
      const x = left + (column + 0.5) * cellWidth;
      const y = bottom + (row + 0.5) * cellHeight;
      cells[cell] = isWithin(numbersOfRow[row], x, y) ? IN : OUT;
    }
  }

  for (let i = 0; i < xs.length; i++) {
    const [x, y] = [xs[i], ys[i]];
    // What is NaN is not within the box either.
    if (!(x >= left && x <= right && y >= bottom && y <= top)) continue;
    const row = rowOf(y);
    const cell = cells[row * CELLS + columnOf(x)];
    mask[i] = cell === EDGE ? Number(isWithin(numbersOfRow[row], x, y)) : cell;
  }
  return mask;
}

const clamp = (cell: number): number => (cell < 0 ? 0 : cell >= CELLS ? CELLS - 1 : cell);

const edgesOf = (corners: readonly Corner[]): Edge[] =>
  corners.map(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length];
    return { ax, ay, bx, by };
  });

/** Between which x an edge is while its y is between two heights. */
function reachOf({ ax, ay, bx, by }: Edge, low: number, high: number): [number, number] {
  if (ay === by) return [Math.min(ax, bx), Math.max(ax, bx)];
  const at = (y: number) => {
    const share = Math.min(1, Math.max(0, (y - ay) / (by - ay)));
    return ax + share * (bx - ax);
  };
  return [Math.min(at(low), at(high)), Math.max(at(low), at(high))];
}

/**
 * Whether a ray from the point to the right crosses an odd number of edges.
 * @param edges both ends of each, x before y
 */
function isWithin(edges: Float64Array, x: number, y: number): boolean {
  let within = false;
  for (let i = 0; i < edges.length; i += 4) {
    const ax = edges[i];
    const ay = edges[i + 1];
    const bx = edges[i + 2];
    const by = edges[i + 3];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}
