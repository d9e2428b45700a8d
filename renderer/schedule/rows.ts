/** The rows of a table of keyframes: a keyframe keeps its row, with the focus in it, while it is changed. */
import type { Track } from '../../src/core/schedule/schedule.ts';

/** A row of its own name, among those of a track, and the position of its keyframe. */
export type Row = { key: number; at: number };

/**
 * The rows of a track, in its order. A position keeps its row; where as many positions went as
 * came, keyframes were moved and take their rows along, in order.
 */
export function rowsOf(before: readonly Row[], track: Track): Row[] {
  const keyOf = new Map(before.map(({ at, key }) => [at, key]));
  const now = new Set(track.map(({ at }) => at));
  const left = before.filter(({ at }) => !now.has(at));
  const moved =
    track.filter(({ at }) => !keyOf.has(at)).length === left.length ? left.values() : null;
  let fresh = before.reduce((most, { key }) => Math.max(most, key + 1), 0);
  return track.map(({ at }) => ({
    at,
    key: keyOf.get(at) ?? moved?.next().value?.key ?? fresh++,
  }));
}
