import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, freeEpoch, nudgeValue, put, roundDragged } from '../../../renderer/schedule/edit.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { easings, scheduleSchema, type Track } from '../../../src/core/schedule/schedule.ts';

const range = { min: 0, max: 1 };
const track: Track = [
  { at: 0, value: 0.3, easing: 'hold' },
  { at: 4, value: 0.24, easing: 'linear' },
  { at: 5, value: 0.2, easing: 'hold' },
  { at: 9, value: 0.12, easing: 'hold' },
];

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

describe('putting a keyframe', () => {
  it('gives a valid track wherever no other stands, with the keyframe at its place', () => {
    fc.assert(
      fc.property(anyTrack, fc.nat(7), hundredths(12), (track, pick, at) => {
        const index = pick % track.length;
        const moved = put(track, index, at);
        const taken = track.some((other, i) => i !== index && other.at === at);
        expect(moved === null).toBe(taken);
        if (moved === null) return;
        expect(valid(moved.track)).toBe(true);
        expect(moved.track[moved.index]).toEqual({ ...track[index], at });
        expect(moved.track).toHaveLength(track.length);
      }),
    );
  });

  it('goes past others', () => {
    const moved = put(track, 0, 7);
    expect(moved?.track.map(({ at }) => at)).toEqual([4, 5, 7, 9]);
    expect(moved?.index).toBe(2);
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
