import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, freeEpoch, move, nudgeValue, roundDragged } from '../../../renderer/schedule/edit.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { easings, scheduleSchema, type Track } from '../../../src/core/schedule/schedule.ts';

const range = { min: 0, max: 1 };
const track: Track = [
  { at: 0, value: 0.3, easing: 'hold' },
  { at: 4, value: 0.24, easing: 'linear' },
  { at: 5, value: 0.2, easing: 'hold' },
  { at: 9, value: 0.12, easing: 'hold' },
];
const bounds = { end: 12, range };

const hundredths = (most: number) => fc.integer({ min: 0, max: most * 100 }).map((n) => n / 100);
const anyTrack: fc.Arbitrary<Track> = fc
  .uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 8 })
  .chain((places) =>
    fc.tuple(
      ...places
        .sort((a, b) => a - b)
        .map((at) =>
          fc.record({
            at: fc.constant(at),
            value: hundredths(1),
            easing: fc.constantFrom(...easings),
          }),
        ),
    ),
  );
const valid = (hideFraction: Track): boolean =>
  scheduleSchema.safeParse({ version: 1, clock: 'epoch', tracks: { hideFraction } }).success;

describe('moving a keyframe', () => {
  it('gives a valid track, wherever it is pulled to', () => {
    fc.assert(
      fc.property(
        anyTrack,
        fc.nat(7),
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (track, pick, at, value) => {
          const moved = move(track, pick % track.length, { at, value }, bounds);
          expect(valid(moved)).toBe(true);
          expect(moved).toHaveLength(track.length);
        },
      ),
    );
  });

  it('stands where it is put between its neighbours', () => {
    expect(move(track, 3, { at: 7.4 }, bounds)[3].at).toBe(7.4);
  });

  it('stops beside its neighbours', () => {
    expect(move(track, 2, { at: 30 }, bounds)[2].at).toBe(8.99);
    expect(move(track, 2, { at: 0 }, bounds)[2].at).toBe(4.01);
  });

  it('leaves a keyframe without room where it is', () => {
    const tight = track.with(1, { ...track[1], at: 4.995 }).with(3, { ...track[3], at: 5.005 });
    expect(move(tight, 2, { at: 3 }, bounds)[2].at).toBe(5);
  });

  it('stays within the values of the track', () => {
    expect(move(track, 0, { value: 7 }, bounds)[0].value).toBe(1);
    expect(move(track, 0, { value: -7 }, bounds)[0].value).toBe(0);
  });

  it('changes nothing but what was asked for', () => {
    expect(move(track, 1, { value: 0.5 }, bounds)).toEqual(
      track.with(1, { ...track[1], value: 0.5 }),
    );
  });
});

describe('adding a keyframe', () => {
  it('stands on the curve unless a value is given', () => {
    fc.assert(
      fc.property(anyTrack, hundredths(12), (track, at) => {
        const added = add(track, at);
        expect(valid(added.track)).toBe(true);
        expect(added.track[added.index].at).toBe(at);
        expect(added.track[added.index].value).toBeCloseTo(evaluate(track, at), 9);
      }),
    );
  });

  it('goes on as the track did', () => {
    expect(add(track, 4.5, 0.7)).toEqual({
      track: track.toSpliced(2, 0, { at: 4.5, value: 0.7, easing: 'linear' }),
      index: 2,
    });
  });

  it('means the keyframe that stands there already', () => {
    expect(add(track, 4, 0.9)).toEqual({ track, index: 1 });
  });
});

describe('a free epoch', () => {
  it.each([
    [7, 7],
    [4, 3],
    [0, 1],
    [9, 10],
  ])('for %i is %i', (wanted, found) => {
    expect(freeEpoch(track, wanted, 12)).toBe(found);
  });

  it('is none where every epoch has a keyframe', () => {
    expect(freeEpoch(track.slice(0, 1), 0, 0)).toBeNull();
  });
});

describe('nudging a value', () => {
  const linear = { kind: 'linear', bottom: 0, top: 0.5 } as const;
  const log = { kind: 'log', bottom: 0.001, top: 0.2 } as const;
  const rates = { min: 0, max: 1000 };

  it.each([
    [0.3, 1, 0.31],
    [0.3, -10, 0.2],
    [0.3, 0.1, 0.301],
    [0.995, 1, 1],
    [0, -1, 0],
  ])('of a fraction goes by hundredths: %d by %d is %d', (value, steps, expected) => {
    expect(nudgeValue(value, steps, linear, range)).toBe(expected);
  });

  it.each([
    [0.1, 1, 0.11],
    [0.1, -1, 0.099],
    [0.099, 1, 0.1],
    [0.0345, 1, 0.036],
    [0.1, 10, 0.2],
    [0, 1, 0.0011],
    [0.0011, -2, 0],
    [1000, 1, 1000],
  ])('on a logarithmic axis goes by the second digit: %d by %d is %d', (value, steps, expected) => {
    expect(nudgeValue(value, steps, log, rates)).toBe(expected);
  });

  it('goes there and back on two-digit values', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 99 }),
        fc.integer({ min: -2, max: 0 }),
        (digits, power) => {
          const value = Number(`${digits}e${power}`);
          const up = nudgeValue(value, 1, log, rates);
          expect(up).toBeGreaterThan(value);
          expect(nudgeValue(up, -1, log, rates)).toBe(value);
        },
      ),
    );
  });
});

describe('a dragged value', () => {
  it('is no finer than a pixel', () => {
    expect(roundDragged(0.2374, { kind: 'linear', bottom: 0, top: 0.5 }, 120)).toBe(0.235);
    expect(roundDragged(0.04321, { kind: 'log', bottom: 0.001, top: 0.2 }, 120)).toBe(0.043);
  });
});
