/** Where the names of lines stand directly at them: above a level stretch that nothing else crosses. */

/** A line's height at each pass, and the width of its name; pixels. */
export type NamedLine = { heights: ArrayLike<number>; width: number };
/** The left lower corner of a name, pixels. */
export type LabelPlace = { x: number; y: number };

/** Of a name, with what keeps it off a line. */
const LABEL_HEIGHT = 14;
const LIFT = 4;
/** Between two places that are tried. */
const STEP = 12;

/** A rectangle, pixels. */
type Area = { left: number; right: number; top: number; bottom: number };

/**
 * The rightmost free place of each name, in the order of the lines; null where there is none.
 * @param edges where each pass begins, and where the last one ends
 */
export function labelPlaces(
  lines: readonly NamedLine[],
  edges: ArrayLike<number>,
  top: number,
): (LabelPlace | null)[] {
  const taken: Area[] = [];
  const [from, to] = [edges[0], edges[edges.length - 1]];
  return lines.map(({ heights, width }, line) => {
    for (let left = to - width - LIFT; left >= from; left -= STEP) {
      const [first, last] = [passAtEdge(edges, left), passAtEdge(edges, left + width)];
      const own = rangeOf(heights, first, last);
      const area = { left, right: left + width, top: own.low - LABEL_HEIGHT, bottom: own.low - 1 };
      const crossed = lines.some((other, i) => {
        const range = rangeOf(other.heights, first, last);
        return i !== line && range.low <= area.bottom + LIFT && range.high >= area.top;
      });
      const level = own.high - own.low < 1;
      const free = taken.every((other) => !overlap(area, other));
      if (!level || crossed || !free || area.top < top) continue;
      taken.push(area);
      return { x: left, y: own.low - LIFT };
    }
    return null;
  });
}

/** The number of the pass that reaches over a place. */
function passAtEdge(edges: ArrayLike<number>, x: number): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (edges[middle] <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

function rangeOf(heights: ArrayLike<number>, first: number, last: number) {
  let [low, high] = [heights[first], heights[first]];
  for (let pass = first + 1; pass <= last; pass++) {
    low = Math.min(low, heights[pass]);
    high = Math.max(high, heights[pass]);
  }
  return { low, high };
}

const overlap = (one: Area, other: Area): boolean =>
  one.left < other.right &&
  one.right > other.left &&
  one.top < other.bottom &&
  one.bottom > other.top;
