/** Areas of a data map, in its unit square with (0, 0) at the lower left. */
export type Point = [x: number, y: number];

/** As many corners as an area may have. */
const MOST_CORNERS = 1024;
/** A lasso is kept to this, in shares of the map: less is not seen. */
const TOLERANCE = 0.0015;

const rounded = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 1e5) / 1e5;

/**
 * The corners of a stroke: those that matter for its shape (Ramer, Douglas and Peucker), so that a
 * long stroke is no long filter. Null where it surrounds nothing.
 */
export function areaOfStroke(stroke: readonly Point[]): Point[] | null {
  const points = stroke.map(([x, y]): Point => [rounded(x), rounded(y)]);
  for (let tolerance = TOLERANCE; ; tolerance *= 2) {
    const corners = simplified(points, tolerance);
    if (corners.length <= MOST_CORNERS) return surface(corners) > 0 ? corners : null;
  }
}

/** The rectangle between two corners. */
export const rectangle = ([ax, ay]: Point, [bx, by]: Point): Point[] => [
  [ax, ay],
  [bx, ay],
  [bx, by],
  [ax, by],
];

/** How much of the map an area takes; what crosses itself counts once this way and once that. */
export function surface(corners: readonly Point[]): number {
  let twice = 0;
  corners.forEach(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length];
    twice += x * nextY - nextX * y;
  });
  return corners.length < 3 ? 0 : Math.abs(twice) / 2;
}

function simplified(points: readonly Point[], tolerance: number): Point[] {
  if (points.length < 3) return [...points];
  const kept = new Uint8Array(points.length);
  kept[0] = kept[points.length - 1] = 1;
  // Not recursive: a stroke may have many thousand points.
  const open: [number, number][] = [[0, points.length - 1]];
  for (let piece = open.pop(); piece !== undefined; piece = open.pop()) {
    const [first, last] = piece;
    let [farthest, distance] = [first, tolerance];
    for (let i = first + 1; i < last; i++) {
      const own = distanceTo(points[i], points[first], points[last]);
      if (own > distance) [farthest, distance] = [i, own];
    }
    if (farthest === first) continue;
    kept[farthest] = 1;
    open.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => kept[i] === 1);
}

/** From a point to a piece of a line, not to the line beyond it. */
function distanceTo([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const long = dx * dx + dy * dy;
  const along = long === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / long));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
