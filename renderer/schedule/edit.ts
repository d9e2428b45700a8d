/** Changes of a track, each giving a new one that is as valid as the old. */
import type { Track } from '../../src/core/schedule/schedule.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import { clean, nice, type ValueAxis } from './geometry.ts';

/** What a track's values may be. */
export type Range = { min: number; max: number };

const between = (number: number, from: number, to: number): number =>
  Math.min(to, Math.max(from, number));

/**
 * Puts a keyframe at another position, past others if need be. Where it stands then; null where
 * another keyframe stands there already.
 */
export function put(track: Track, index: number, at: number) {
  const place = clean(at);
  const others = track.toSpliced(index, 1);
  if (others.some((other) => other.at === place)) return null;
  const next = others.findIndex((other) => other.at > place);
  const to = next === -1 ? others.length : next;
  return { track: others.toSpliced(to, 0, { ...track[index], at: place }), index: to };
}

/**
 * Adds a keyframe at a position; its value is the track's there unless it is given, and it goes
 * on as the track did. Where a keyframe stands already, that one is meant.
 */
export function add(track: Track, at: number, value = evaluate(track, at)) {
  const there = track.findIndex((keyframe) => keyframe.at === at);
  if (there !== -1) return { track, index: there };
  const next = track.findIndex((keyframe) => keyframe.at > at);
  const index = next === -1 ? track.length : next;
  const easing = track[index - 1]?.easing ?? 'hold';
  return { track: track.toSpliced(index, 0, { at, value: clean(value), easing }), index };
}

/** Where a keyframe is added without a pointer: the whole epoch wanted, or the nearest free one. */
export function freeEpoch(track: Track, wanted: number, end: number): number | null {
  const taken = new Set(track.map(({ at }) => at));
  for (let distance = 0; distance <= end; distance++) {
    for (const at of [wanted + distance, wanted - distance]) {
      if (at >= 0 && at <= end && !taken.has(at)) return at;
    }
  }
  return null;
}

/** The step that one press of an arrow key makes on a linear axis. */
const valueStep = (axis: ValueAxis, { min, max }: Range): number =>
  max - min <= 1 ? (max - min) / 100 : nice(axis.top / 50, 'down');

/**
 * A value that is `steps` arrow-key presses away. On a logarithmic axis a press is one unit of the
 * second digit: 0.10, 0.11, 0.12 upwards and 0.099, 0.098 downwards.
 */
export function nudgeValue(value: number, steps: number, axis: ValueAxis, range: Range): number {
  if (axis.kind === 'linear') {
    return between(clean(value + steps * valueStep(axis, range)), range.min, range.max);
  }
  let nudged = value;
  const size = Math.min(1, Math.abs(steps));
  for (let i = 0; i < Math.max(1, Math.round(Math.abs(steps))); i++) {
    if (nudged <= axis.bottom) {
      if (steps < 0) return range.min;
      nudged = axis.bottom * 1.0000001;
    }
    const exponent = Math.floor(Math.log10(nudged) + 1e-12);
    // Down from 1.0 the digits are those of the decade below.
    const onDecade = Math.abs(nudged / 10 ** exponent - 1) < 1e-9;
    const unit = 10 ** (exponent - (steps < 0 && onDecade ? 2 : 1)) * size;
    nudged = clean(Math.round((nudged + Math.sign(steps) * unit) / unit) * unit);
  }
  return between(nudged, range.min, range.max);
}

/** A dragged value, no finer than a pixel tells apart. */
export function roundDragged(value: number, axis: ValueAxis, pixels: number): number {
  if (axis.kind === 'log') return value <= 0 ? 0 : Number(value.toPrecision(2));
  const step = nice((axis.top - axis.bottom) / pixels, 'up');
  return clean(Math.round(value / step) * step);
}
