/**
 * Changes of several keyframes of several tracks at once. Each gives tracks that are as valid as the
 * old ones: no keyframe passes one that stays, and the order of a track, and so the selection, holds.
 */
import { trackNames, tracks as described } from '../../src/core/schedule/schedule.ts';
import type { Keyframe, Schedule, Track, TrackName } from '../../src/core/schedule/schedule.ts';
import { clean } from './geometry.ts';

/** Tracks of a schedule, all of them or some. */
export type Tracks = Schedule['tracks'];
/** A keyframe, by its place in its track. */
export type Mark = { track: TrackName; index: number };

/** The least distance of two keyframes in time, and how finely a dragged one stands. */
export const LEAST_GAP = 0.01;

export const sameMark = (one: Mark, other: Mark): boolean =>
  one.track === other.track && one.index === other.index;

export const includes = (marks: readonly Mark[], mark: Mark): boolean =>
  marks.some((other) => sameMark(other, mark));

/** With the mark, or without it where it was there. */
export const toggled = (marks: readonly Mark[], mark: Mark): Mark[] =>
  includes(marks, mark) ? marks.filter((other) => !sameMark(other, mark)) : [...marks, mark];

export function union(some: readonly Mark[], more: readonly Mark[]): Mark[] {
  const keys = new Set(more.map(({ track, index }) => `${track} ${index}`));
  return [...some.filter(({ track, index }) => !keys.has(`${track} ${index}`)), ...more];
}

/** The marks of each track that has some, as a set of places. */
function placesOf(marks: readonly Mark[]): Map<TrackName, Set<number>> {
  const places = new Map<TrackName, Set<number>>();
  for (const { track, index } of marks) {
    const known = places.get(track);
    if (known === undefined) places.set(track, new Set([index]));
    else known.add(index);
  }
  return places;
}

/** Every selected keyframe with its neighbours' places; a neighbour that is selected too says so. */
function* selectedOf(tracks: Tracks, marks: readonly Mark[]) {
  for (const [name, indices] of placesOf(marks)) {
    const track = tracks[name] ?? [];
    for (const index of indices) {
      if (index >= track.length) continue;
      const next = track.at(index + 1);
      yield {
        at: track[index].at,
        before: index === 0 ? null : track[index - 1].at,
        beforeMoves: indices.has(index - 1),
        after: next === undefined ? null : next.at,
        afterMoves: indices.has(index + 1),
      };
    }
  }
}

/** The tracks with every selected keyframe changed. */
export function changed(
  tracks: Tracks,
  marks: readonly Mark[],
  change: (keyframe: Keyframe, track: TrackName) => Partial<Keyframe>,
): Tracks {
  const result = { ...tracks };
  for (const [name, indices] of placesOf(marks)) {
    result[name] = tracks[name]?.map((keyframe, i) =>
      indices.has(i) ? { ...keyframe, ...change(keyframe, name) } : keyframe,
    );
  }
  return result;
}

/** The tracks that are other ones than before. */
export const changedFrom = (before: Tracks, tracks: Tracks): Tracks =>
  Object.fromEntries(
    trackNames.flatMap((name) => (tracks[name] === before[name] ? [] : [[name, tracks[name]]])),
  );

export type Interval = { from: number; to: number };

/**
 * How far the selection may be shifted in time: to its neighbours, to 0 and to `end`. A keyframe
 * that stands after the end stays reachable there.
 */
export function shiftRoom(tracks: Tracks, marks: readonly Mark[], end: number): Interval {
  const room = { from: -Infinity, to: Infinity };
  for (const { at, before, beforeMoves, after, afterMoves } of selectedOf(tracks, marks)) {
    const least = before === null || beforeMoves ? 0 : before + LEAST_GAP;
    const most = after === null || afterMoves ? Math.max(end, at) : after - LEAST_GAP;
    room.from = Math.max(room.from, Math.min(0, least - at));
    room.to = Math.min(room.to, Math.max(0, most - at));
  }
  return Number.isFinite(room.from) ? room : { from: 0, to: 0 };
}

/** Shifts the selection in time, as far as its neighbours let it. */
export function shift(tracks: Tracks, marks: readonly Mark[], by: number, end: number): Tracks {
  const { from, to } = shiftRoom(tracks, marks, end);
  const allowed = Math.min(to, Math.max(from, by));
  return changed(tracks, marks, ({ at }) => ({ at: clean(at + allowed) }));
}

/** The first and the last time of the selection; null where nothing is selected. */
export function spanOf(tracks: Tracks, marks: readonly Mark[]): Interval | null {
  let span: Interval | null = null;
  for (const { at } of selectedOf(tracks, marks)) {
    span =
      span === null
        ? { from: at, to: at }
        : { from: Math.min(span.from, at), to: Math.max(span.to, at) };
  }
  return span;
}

/** The factors by which the selection's distances from a pivot may be stretched, around 1. */
export function scaleRoom(
  tracks: Tracks,
  marks: readonly Mark[],
  pivot: number,
  end: number,
): Interval {
  const room = { from: 0, to: Infinity };
  // pivot + (at - pivot) f must lie within bounds: two half lines of f for each keyframe.
  const bound = (distance: number, least: number, most: number) => {
    if (distance === 0) return;
    const [low, high] = distance > 0 ? [least, most] : [most, least];
    room.from = Math.max(room.from, Math.min(1, low / distance));
    room.to = Math.min(room.to, Math.max(1, high / distance));
  };
  for (const { at, before, beforeMoves, after, afterMoves } of selectedOf(tracks, marks)) {
    const least = before === null || beforeMoves ? 0 : before + LEAST_GAP;
    const most = after === null || afterMoves ? Math.max(end, at) : after - LEAST_GAP;
    bound(at - pivot, least - pivot, most - pivot);
    if (before !== null && beforeMoves)
      room.from = Math.max(room.from, Math.min(1, LEAST_GAP / (at - before)));
  }
  return room;
}

/** Stretches the selection in time about a pivot, as far as its neighbours let it. */
export function scale(
  tracks: Tracks,
  marks: readonly Mark[],
  { pivot, factor, end }: { pivot: number; factor: number; end: number },
): Tracks {
  const { from, to } = scaleRoom(tracks, marks, pivot, end);
  const allowed = Math.min(to, Math.max(from, factor));
  // Rounding may miss 0 by a little.
  const place = (at: number) => Math.max(0, clean(pivot + (at - pivot) * allowed));
  return changed(tracks, marks, ({ at }) => ({ at: place(at) }));
}

/** Gives the selection new values, within the range of each track. */
export const setValues = (
  tracks: Tracks,
  marks: readonly Mark[],
  value: (old: number, track: TrackName) => number,
): Tracks =>
  changed(tracks, marks, (keyframe, track) => ({
    value: inRange(track, value(keyframe.value, track)),
  }));

/** The nearest value that a track may take. */
export const inRange = (track: TrackName, value: number): number =>
  Math.min(described[track].max, Math.max(described[track].min, clean(value)));

/** Removes the selection; a track keeps at least its first keyframe. */
export function without(tracks: Tracks, marks: readonly Mark[]): Tracks {
  const result = { ...tracks };
  for (const [name, indices] of placesOf(marks)) {
    const track = tracks[name] ?? [];
    const left = track.filter((_, i) => !indices.has(i));
    result[name] = left.length === 0 ? track.slice(0, 1) : left;
  }
  return result;
}

/** The marks, and in their tracks all that stand later than the first of them: what a ripple moves. */
export function withLater(tracks: Tracks, marks: readonly Mark[]): Mark[] {
  const rippled: Mark[] = [];
  for (const [name, indices] of placesOf(marks)) {
    const first = Math.min(...indices);
    const { length } = tracks[name] ?? [];
    for (let index = first; index < length; index++) rippled.push({ track: name, index });
  }
  return rippled;
}

/** Every keyframe of some tracks. */
export const allMarks = (tracks: Tracks, names: readonly TrackName[] = trackNames): Mark[] =>
  names.flatMap((track) => (tracks[track] ?? []).map((_, index) => ({ track, index })));

/**
 * Moves all that stands at `at` or later, in every track, by a length of time. A negative length
 * takes time out: what stood in it goes, but for a track's last keyframe before it.
 */
export function insertTime(tracks: Tracks, at: number, length: number): Tracks {
  const result: Tracks = {};
  for (const name of trackNames) {
    const track = tracks[name];
    if (track === undefined) continue;
    const moved = track.flatMap((keyframe) => {
      if (keyframe.at < at) return [keyframe];
      if (keyframe.at < at - length) return [];
      return [{ ...keyframe, at: clean(keyframe.at + length) }];
    });
    result[name] = moved.length === 0 ? [{ ...track[track.length - 1], at }] : moved;
  }
  return result;
}

/** The track with others laid over it: of two at one time, the later given stands. */
export function laidOver(track: Track, over: readonly Keyframe[]): Track {
  const at = new Map([...track, ...over].map((keyframe) => [keyframe.at, keyframe]));
  return [...at.values()].sort((one, other) => one.at - other.at);
}

/** Where the keyframes at these times stand in their track. */
export const marksAt = (track: TrackName, keyframes: Track, times: readonly number[]): Mark[] => {
  const wanted = new Set(times);
  return keyframes.flatMap(({ at }, index) => (wanted.has(at) ? [{ track, index }] : []));
};
