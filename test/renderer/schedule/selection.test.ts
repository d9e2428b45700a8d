import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allMarks,
  insertTime,
  LEAST_GAP,
  scale,
  scaleRoom,
  setValues,
  shift,
  shiftRoom,
  spanOf,
  toggled,
  union,
  withLater,
  without,
  type Mark,
  type Tracks,
} from '../../../renderer/schedule/selection.ts';
import type { Track } from '../../../src/core/schedule/schedule.ts';
import { anyTracks, END, isValid, picked, picks } from './documents.ts';

const held = (...keyframes: [at: number, value: number][]): Track =>
  keyframes.map(([at, value]) => ({ at, value, easing: 'hold' }));
const two: Tracks = {
  hideFraction: held([0, 0.3], [10, 0.2], [20, 0.1]),
  bandwidth: held([5, 0.5], [15, 1]),
};
const hide = (index: number): Mark => ({ track: 'hideFraction', index });
const band = (index: number): Mark => ({ track: 'bandwidth', index });
const times = (tracks: Tracks) => ({
  hideFraction: tracks.hideFraction?.map(({ at }) => at),
  bandwidth: tracks.bandwidth?.map(({ at }) => at),
});
const distance = fc.double({ min: -100, max: 100, noNaN: true });

describe('shifting what is chosen', () => {
  it('moves it by the same time in every track', () => {
    expect(times(shift(two, [hide(1), band(0)], 3, END))).toEqual({
      hideFraction: [0, 13, 20],
      bandwidth: [8, 15],
    });
  });

  it('stops all of it where the first of it meets a neighbour that stays', () => {
    expect(times(shift(two, [hide(1), band(0)], 30, END))).toEqual({
      hideFraction: [0, 19.99, 20],
      bandwidth: [14.99, 15],
    });
  });

  it('stops at 0 and at the end', () => {
    expect(times(shift(two, [hide(0)], -5, END)).hideFraction).toEqual([0, 10, 20]);
    expect(times(shift(two, [hide(2)], 99, END)).hideFraction).toEqual([0, 10, END]);
  });

  it('gives valid tracks of as many keyframes, in their order', () => {
    fc.assert(
      fc.property(anyTracks, picks, distance, (tracks, some, by) => {
        const marks = picked(tracks, some);
        const shifted = shift(tracks, marks, by, END);
        expect(isValid(shifted)).toBe(true);
        expect(allMarks(shifted)).toEqual(allMarks(tracks));
      }),
    );
  });

  it('is taken back by shifting as far the other way', () => {
    fc.assert(
      fc.property(anyTracks, picks, distance, (tracks, some, wanted) => {
        const marks = picked(tracks, some);
        const room = shiftRoom(tracks, marks, END);
        const by = Math.round(Math.min(room.to, Math.max(room.from, wanted)) * 64) / 64;
        fc.pre(by >= room.from && by <= room.to);
        expect(shift(shift(tracks, marks, by, END), marks, -by, END)).toEqual(tracks);
      }),
    );
  });
});

describe('stretching what is chosen', () => {
  it('keeps the pivot, and multiplies the distances from it', () => {
    const stretched = scale(two, allMarks(two), { pivot: 0, factor: 1.5, end: END });
    expect(times(stretched)).toEqual({ hideFraction: [0, 15, 30], bandwidth: [7.5, 22.5] });
  });

  it('goes no further than the end and neighbours that stay', () => {
    const wide = scale(two, allMarks(two), { pivot: 0, factor: 9, end: END });
    expect(spanOf(wide, allMarks(wide))).toEqual({ from: 0, to: END });
    const beside = scale(two, [hide(0), hide(1)], { pivot: 0, factor: 9, end: END });
    expect(times(beside).hideFraction).toEqual([0, 19.99, 20]);
  });

  it('leaves the least distance between keyframes that it pushes together', () => {
    const tight = scale(two, allMarks(two), { pivot: 0, factor: 0, end: END });
    const [first, second] = tight.hideFraction!;
    expect(second.at - first.at).toBeGreaterThanOrEqual(LEAST_GAP - 1e-12);
  });

  it('gives valid tracks at any pivot and factor', () => {
    const factor = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(anyTracks, picks, fc.nat(END), factor, (tracks, some, pivot, by) => {
        const marks = picked(tracks, some);
        const room = scaleRoom(tracks, marks, pivot, END);
        expect(room.from).toBeLessThanOrEqual(1);
        expect(room.to).toBeGreaterThanOrEqual(1);
        const scaled = scale(tracks, marks, { pivot, factor: by, end: END });
        expect(isValid(scaled)).toBe(true);
        expect(allMarks(scaled)).toEqual(allMarks(tracks));
      }),
    );
  });
});

describe('new values', () => {
  it('stay within the range of each track', () => {
    fc.assert(
      fc.property(anyTracks, picks, distance, (tracks, some, by) => {
        expect(isValid(setValues(tracks, picked(tracks, some), (old) => old + by))).toBe(true);
      }),
    );
  });
});

describe('removing', () => {
  it('takes what is chosen out of every track', () => {
    expect(times(without(two, [hide(0), hide(2), band(1)]))).toEqual({
      hideFraction: [10],
      bandwidth: [5],
    });
  });

  it('leaves a track its first keyframe', () => {
    expect(times(without(two, allMarks(two)))).toEqual({ hideFraction: [0], bandwidth: [5] });
  });
});

describe('a ripple', () => {
  it('moves what stands later in the tracks of what is chosen', () => {
    expect(withLater(two, [hide(1)])).toEqual([hide(1), hide(2)]);
  });

  it('pushes later keyframes along instead of stopping at them', () => {
    expect(times(shift(two, withLater(two, [hide(1)]), 15, END)).hideFraction).toEqual([0, 25, 35]);
  });
});

describe('inserting time', () => {
  it('moves all that stands at the place or later, in every track', () => {
    expect(times(insertTime(two, 10, 5))).toEqual({
      hideFraction: [0, 15, 25],
      bandwidth: [5, 20],
    });
  });

  it('takes out what stood in time that is taken out', () => {
    expect(times(insertTime(two, 4, -8))).toEqual({ hideFraction: [0, 12], bandwidth: [7] });
  });

  it('leaves a track one keyframe', () => {
    expect(insertTime({ bandwidth: held([5, 0.5], [15, 1]) }, 2, -20)).toEqual({
      bandwidth: held([2, 1]),
    });
  });

  it('is taken back by taking as much out at the same place', () => {
    fc.assert(
      fc.property(anyTracks, fc.nat(END), fc.integer({ min: 1, max: 30 }), (tracks, at, length) => {
        expect(insertTime(insertTime(tracks, at, length), at, -length)).toEqual(tracks);
      }),
    );
  });
});

describe('choosing', () => {
  it('adds a keyframe, and takes it out again', () => {
    expect(toggled([hide(0)], band(1))).toEqual([hide(0), band(1)]);
    expect(toggled([hide(0), band(1)], hide(0))).toEqual([band(1)]);
  });

  it('of some and more has each once', () => {
    expect(union([hide(0), band(1)], [band(1), hide(2)])).toEqual([hide(0), band(1), hide(2)]);
  });
});
