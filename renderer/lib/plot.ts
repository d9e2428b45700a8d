/** Where lines over the epochs and their labels stand: pure figures, drawn by ui/Curves.svelte. */

export type Point = { x: number; y: number };

/**
 * At most about `limit` points of a line: of each stretch of epochs the smallest and the largest
 * value, in their order, so that no spike is lost. First and last are always there.
 */
export function downSample(values: ArrayLike<number>, limit: number): Point[] {
  const count = values.length;
  const point = (x: number): Point => ({ x, y: values[x] });
  if (count <= limit) return Array.from({ length: count }, (_, x) => point(x));
  const points = [point(0)];
  const stretches = Math.max(1, Math.floor((limit - 2) / 2));
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = 1 + Math.floor((stretch * (count - 2)) / stretches);
    const end = 1 + Math.floor(((stretch + 1) * (count - 2)) / stretches);
    let low = start;
    let high = start;
    for (let x = start; x < end; x++) {
      if (values[x] < values[low]) low = x;
      if (values[x] > values[high]) high = x;
    }
    points.push(point(Math.min(low, high)));
    if (low !== high) points.push(point(Math.max(low, high)));
  }
  points.push(point(count - 1));
  return points;
}

export type Axis = { bottom: number; top: number; step: number };

/** The axis between round numbers, with every value on it: few steps of 1, 2 or 5. */
export function niceAxis(lowest: number, highest: number): Axis {
  if (!(highest > lowest))
    return highest > 0 ? niceAxis(0, highest) : { bottom: 0, top: 1, step: 0.5 };
  const rough = (highest - lowest) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const wide = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999);
  const step = wide ?? rough;
  // Rounded, since 3 * 0.1 is not 0.3.
  const at = (steps: number) => Number((steps * step).toPrecision(12));
  return {
    bottom: at(Math.floor(lowest / step + 1e-9)),
    top: at(Math.ceil(highest / step - 1e-9)),
    step,
  };
}

/** Places for labels near where they belong, top down, `height` apart, within 0 … `bottom`. */
export function spreadLabels(wanted: readonly number[], height: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const places = new Array<number>(wanted.length).fill(0);
  let next = 0;
  for (const i of order) {
    places[i] = Math.max(wanted[i], next);
    next = places[i] + height;
  }
  let last = bottom;
  for (const i of order.toReversed()) {
    places[i] = Math.max(0, Math.min(places[i], last - height));
    last = places[i];
  }
  return places;
}
