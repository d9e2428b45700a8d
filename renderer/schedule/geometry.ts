/**
 * Where a schedule stands on the screen. Three spaces: a place of the schedule is a position on its
 * clock and a value in the track's unit; a point of a frame is pixels from the upper left corner of
 * one track's drawing; a point of the window is pixels from the window's.
 */

/** A place of the schedule. */
export type Place = { at: number; value: number };
/** Pixels, of a frame unless it says window. */
export type Point = { x: number; y: number };
/** Where a frame stands in the window, pixels. */
export type Frame = { left: number; top: number };

/** From the window to a frame. */
export const toFrame = ({ left, top }: Frame, { x, y }: Point): Point => ({
  x: x - left,
  y: y - top,
});

/** The inverse of toFrame. */
export const toWindow = ({ left, top }: Frame, { x, y }: Point): Point => ({
  x: x + left,
  y: y + top,
});
/** The rectangle that is drawn in, pixels. */
export type Box = { left: number; top: number; width: number; height: number };

/**
 * Which values are drawn, from the lower to the upper edge. A logarithmic axis has no 0: values
 * at or below its bottom are drawn at the lower edge, and the lower edge means 0.
 */
export type ValueAxis = { kind: 'linear' | 'log'; bottom: number; top: number };

/** One track's drawing: positions 0 … `end` epochs run along the box, values up. */
export type Plane = { box: Box; end: number; values: ValueAxis };

/** Share of the axis, 0 at the bottom and 1 at the top, that a value stands at. */
function shareOf({ kind, bottom, top }: ValueAxis, value: number): number {
  if (kind === 'linear') return (value - bottom) / (top - bottom);
  return value <= bottom ? 0 : Math.log(value / bottom) / Math.log(top / bottom);
}

function valueOf({ kind, bottom, top }: ValueAxis, share: number): number {
  if (kind === 'linear') return bottom + share * (top - bottom);
  return share <= 0 ? 0 : bottom * (top / bottom) ** share;
}

export const xOf = ({ box, end }: Pick<Plane, 'box' | 'end'>, at: number): number =>
  box.left + (at / end) * box.width;
export const yOf = ({ box, values }: Plane, value: number): number =>
  box.top + (1 - shareOf(values, value)) * box.height;

export const toPoint = (plane: Plane, { at, value }: Place): Point => ({
  x: xOf(plane, at),
  y: yOf(plane, value),
});

/** The inverse of toPoint; points outside the box go on along the axes. */
export const toPlace = ({ box, end, values }: Plane, { x, y }: Point): Place => ({
  at: ((x - box.left) / box.width) * end,
  value: valueOf(values, 1 - (y - box.top) / box.height),
});

/** The 1, 2 or 5 times a power of ten that is not below (or not above) a positive number. */
export function nice(number: number, round: 'up' | 'down'): number {
  const power = Math.floor(Math.log10(number));
  const steps = [1, 2, 5, 10].map((step) => scaled(step, power));
  // A number that arithmetic left just beside a step means the step.
  const slack = round === 'up' ? 1 - 1e-9 : 1 + 1e-9;
  return round === 'up'
    ? (steps.find((step) => step >= number * slack) ?? steps[3])
    : (steps.findLast((step) => step <= number * slack) ?? steps[0]);
}

/** digits * 10^power, without the error of multiplying by a negative power of ten. */
const scaled = (digits: number, power: number): number =>
  power < 0 ? digits / 10 ** -power : digits * 10 ** power;

/** What is nearer to 0 than this is drawn as 0. */
const LEAST_SHOWN = 1e-12;
/** Where an axis may end, in its power of ten. */
const TOPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
/** How many powers of ten a logarithmic axis shows at least and at most. */
const DECADES = { least: 2, most: 6 };

/**
 * An axis on which every value shown can be seen, with room above to drag into.
 * @param limit the highest value that the track may take
 */
export function axisFor(kind: ValueAxis['kind'], shown: readonly number[], limit: number) {
  const highest = Math.max(...shown.filter(Number.isFinite), 0);
  const wanted = highest < LEAST_SHOWN ? Math.min(1, limit) : highest * 1.2;
  const power = 10 ** Math.floor(Math.log10(wanted) - 1e-9);
  const top = Math.min(limit, clean((TOPS.find((step) => step * power >= wanted) ?? 10) * power));
  if (kind === 'linear') return { kind, bottom: 0, top } satisfies ValueAxis;
  const lowest = Math.min(...shown.filter((value) => value >= LEAST_SHOWN), top);
  const decades = Math.ceil(Math.log10(top / lowest) + 0.3);
  const shownDecades = Math.min(DECADES.most, Math.max(DECADES.least, decades));
  return { kind, bottom: top / 10 ** shownDecades, top } satisfies ValueAxis;
}

/** Whole epochs to label along `width` pixels, 0 first and `end` left to the caller. */
export function epochTicks(end: number, width: number): number[] {
  const room = Math.max(1, Math.floor(width / 56));
  const step = Math.max(1, nice(end / room, 'up'));
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** Values to label along `height` pixels, ascending. */
export function valueTicks({ kind, bottom, top }: ValueAxis, height: number): number[] {
  const room = Math.max(1, Math.floor(height / 32));
  if (kind === 'linear') {
    const step = nice((top - bottom) / room, 'up');
    const count = Math.floor((top - bottom) / step + 1e-9) + 1;
    // The division keeps 0.3 from being 0.30000000000000004.
    return Array.from({ length: count }, (_, i) => clean(bottom + i * step));
  }
  const first = Math.ceil(Math.log10(bottom) - 1e-9);
  const last = Math.floor(Math.log10(top) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / room));
  const ticks: number[] = [];
  for (let power = last; power >= first; power -= stride) ticks.unshift(scaled(1, power));
  return ticks;
}

/** Pixels, as finely as is drawn. */
export const tenth = (pixels: number): number => Math.round(pixels * 10) / 10;

/** Without the last digits, which only arithmetic put there. */
export const clean = (number: number): number => Number(number.toPrecision(12));

/** What a function looks like from the left of a jump; far less than a pixel. */
const JUST_BEFORE = 1e-9;

/**
 * Places along a function of the position that may jump at `jumps` and is smooth between them.
 * A jump gives two places at one position, so that it is drawn upright.
 */
export function curve(
  valueAt: (at: number) => number,
  jumps: readonly number[],
  end: number,
  samples: number,
): Place[] {
  const stops = [0, ...jumps.filter((at) => at > 0 && at < end), end];
  const places: Place[] = [];
  for (let i = 1; i < stops.length; i++) {
    const [from, to] = [stops[i - 1], stops[i]];
    const parts = Math.max(1, Math.round(((to - from) / end) * samples));
    for (let part = 0; part < parts; part++) {
      const at = from + ((to - from) * part) / parts;
      places.push({ at, value: valueAt(at) });
    }
    places.push({ at: to, value: valueAt(Math.max(from, to - JUST_BEFORE)) });
  }
  places.push({ at: end, value: valueAt(end) });
  return places;
}

/**
 * The `d` of an SVG path through the places; places without a finite value are left open, and of
 * those at one height in a row only the first and the last are drawn.
 */
export function pathThrough(plane: Plane, places: readonly Place[]): string {
  let open = true;
  let path = '';
  for (const [i, place] of places.entries()) {
    if (!Number.isFinite(place.value)) {
      open = true;
      continue;
    }
    const level = [places[i - 1], places[i + 1]].every((next) => next?.value === place.value);
    if (level) continue;
    const { x, y } = toPoint(plane, place);
    path += `${open ? 'M' : 'L'}${tenth(x)} ${tenth(y)}`;
    open = false;
  }
  return path;
}

/** The places of the keyframes that are drawn within a box; the track is in ascending order. */
export function marksWithin(plane: Plane, track: readonly Place[], box: Box): number[] {
  const inside: number[] = [];
  for (const [index, keyframe] of track.entries()) {
    const { x, y } = toPoint(plane, keyframe);
    if (x > box.left + box.width) break;
    if (x >= box.left && y >= box.top && y <= box.top + box.height) inside.push(index);
  }
  return inside;
}
