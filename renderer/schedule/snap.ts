/** What a dragged keyframe is drawn to: whole epochs, edges of stages, and values that mean something. */
import type { TrackName } from '../../src/core/schedule/schedule.ts';
import { clean } from './geometry.ts';

/** Pixels within which an edge draws a keyframe to it. */
const REACH = 7;

/** An edge with the name of what stands there. */
export type Edge = { at: number; what: string };
export type Snapped = { at: number; to: Edge | null };

/**
 * The nearest place that means something: an edge that is near on the screen, or else a whole epoch.
 * @param edges ascending
 * @param pixelsAnEpoch how many pixels an epoch is wide
 */
export function snapTime(at: number, edges: readonly Edge[], pixelsAnEpoch: number): Snapped {
  const nearest = nearestEdge(edges, at);
  const whole = Math.round(at);
  if (nearest !== null) {
    const distance = Math.abs(nearest.at - at);
    const near = distance * pixelsAnEpoch <= REACH && distance <= Math.abs(whole - at);
    if (near || nearest.at === whole) return { at: nearest.at, to: nearest };
  }
  return { at: whole, to: null };
}

/**
 * A snapped place within an interval: its whole epochs where it has some, so that a neighbour does
 * not leave a keyframe a hundredth beside it; null where there is no room.
 */
export function snapWithin(
  at: number,
  { from, to }: { from: number; to: number },
  edges: readonly Edge[],
  pixelsAnEpoch: number,
): Snapped | null {
  const found = snapTime(Math.min(to, Math.max(from, at)), edges, pixelsAnEpoch);
  if (found.at >= from && found.at <= to) return found;
  const [least, most] = [Math.ceil(from), Math.floor(to)];
  return least > most ? null : { at: Math.min(most, Math.max(least, found.at)), to: null };
}

function nearestEdge(edges: readonly Edge[], at: number): Edge | null {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle].at < at) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [edges[low - 1], edges[low]] as (Edge | undefined)[];
  if (before === undefined) return after ?? null;
  if (after === undefined) return before;
  return at - before.at <= after.at - at ? before : after;
}

/** The sides of images that are drawn to: multiples of 32 pixels of large ones, of 4 of small ones. */
const stepOfSide = (side: number): number => (side >= 128 ? 32 : 4);

/**
 * The nearest value of a track that means something, for images of a side; null where every value does.
 * @param side pixels; null where it is not known
 */
export function snapValue(track: TrackName, value: number, side: number | null): number | null {
  if (track === 'magnitude') return clean(Math.round(2 * value) / 2);
  if (track === 'batchSize')
    return Math.max(1, value < 8 ? Math.round(value) : 8 * Math.round(value / 8));
  if (track !== 'bandwidth' || side === null) return null;
  const step = stepOfSide(side);
  const shown = Math.min(side, Math.max(step, step * Math.round((value * side) / step)));
  // The last step may be smaller than the others, as from 24 to 27 pixels.
  return side - value * side < Math.abs(value * side - shown) ? 1 : clean(shown / side);
}
