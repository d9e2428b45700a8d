export type Point = { x: number; y: number };

/**
 * At most `most` points of a value an epoch: the first, the last, and of every stretch between them
 * its lowest and its highest, so that no spike is lost.
 */
export function sample(values: readonly number[], most: number): Point[] {
  const point = (x: number): Point => ({ x, y: values[x] });
  if (values.length <= most) return values.map((_, x) => point(x));
  const stretches = Math.floor((most - 2) / 2);
  const inner = values.length - 2;
  const points = [point(0)];
  for (let s = 0; s < stretches; s++) {
    const from = 1 + Math.floor((s * inner) / stretches);
    const to = 1 + Math.floor(((s + 1) * inner) / stretches);
    let low = from;
    let high = from;
    for (let x = from; x < to; x++) {
      if (values[x] < values[low]) low = x;
      if (values[x] > values[high]) high = x;
    }
    for (const x of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      points.push(point(x));
    }
  }
  points.push(point(values.length - 1));
  return points;
}
