/** Values that hold for a pass each, drawn as stairs along the schedule's clock. */
import { tenth, xOf, yOf, type Plane } from './geometry.ts';

/** A pixel column with less than a pixel for each of its passes. */
type Column = { from: number; first: number; low: number; high: number; last: number };

/**
 * The `d` of an SVG path of stairs, each pass from where it begins to where the next one does. Of
 * passes that begin in one pixel column only the first, the least, the most and the last value are
 * drawn, which is all that can be seen of them; so it is as short for 10,000 passes as for 1,000.
 */
export function stepPath(
  plane: Plane,
  passes: readonly { from: number; to: number }[],
  values: ArrayLike<number>,
): string {
  const last = passes.at(-1);
  if (last === undefined) return '';
  let path = '';
  let height = NaN;
  const draw = (x: number, value: number) => {
    const y = tenth(yOf(plane, value));
    if (y === height) return;
    path += path === '' ? `M${tenth(x)} ${y}` : `H${tenth(x)}V${y}`;
    height = y;
  };
  const finish = ({ from, first, low, high, last }: Column) => {
    for (const value of [first, low, high, last]) draw(from, value);
  };

  let column: Column | null = null;
  passes.forEach(({ from }, pass) => {
    const x = xOf(plane, from);
    const value = values[pass];
    if (column !== null && Math.floor(column.from) === Math.floor(x)) {
      column.low = Math.min(column.low, value);
      column.high = Math.max(column.high, value);
      column.last = value;
      return;
    }
    if (column !== null) finish(column);
    column = { from: x, first: value, low: value, high: value, last: value };
  });
  if (column !== null) finish(column);
  return `${path}H${tenth(xOf(plane, last.to))}`;
}
