import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { easings, type Easing, type Track } from '../../../src/core/schedule/schedule.ts';

const segment = (easing: Easing): Track => [
  { at: 10, value: 0.2, easing },
  { at: 20, value: 1, easing: 'hold' },
];

const trackOf = (easingsOf: readonly Easing[]) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 })
    .chain((quarters) =>
      fc.tuple(
        ...quarters
          .sort((a, b) => a - b)
          .map((quarter) =>
            fc.record({
              at: fc.constant(quarter / 4),
              value: fc.double({ min: 0, max: 1, noNaN: true }),
              easing: fc.constantFrom(...easingsOf),
            }),
          ),
      ),
    ) as fc.Arbitrary<Track>;

const anyTrack = trackOf(easings);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('evaluate', () => {
  it.each([10, 12.5, 15, 17.5, 19.999])('holds the value at %d', (at) => {
    expect(evaluate(segment('hold'), at)).toBe(0.2);
  });

  it.each([10, 12.5, 15, 17.5, 19])('goes straight at %d', (at) => {
    expect(evaluate(segment('linear'), at)).toBeCloseTo(0.2 + (0.8 * (at - 10)) / 10, 12);
  });

  it.each([
    [10, 0.2],
    [12.5, 0.2 + 0.8 * (0.5 - Math.SQRT1_2 / 2)],
    [15, 0.6],
    [17.5, 0.2 + 0.8 * (0.5 + Math.SQRT1_2 / 2)],
  ])('follows half a cosine at %d', (at, value) => {
    expect(evaluate(segment('cosine'), at)).toBeCloseTo(value, 12);
  });

  it.each([
    [10, 0.2],
    [12.5, 0.2 + 0.8 * 0.15625],
    [15, 0.6],
    [17.5, 0.2 + 0.8 * 0.84375],
  ])('follows a cubic that begins and ends level at %d', (at, value) => {
    expect(evaluate(segment('smooth'), at)).toBeCloseTo(value, 12);
  });

  it.each(easings)('is the first value before the first keyframe (%s)', (easing) => {
    expect(evaluate(segment(easing), 0)).toBe(0.2);
  });

  it.each(easings)('is the last value from the last keyframe on (%s)', (easing) => {
    const track: Track = [
      { at: 10, value: 0.2, easing: 'hold' },
      { at: 20, value: 1, easing },
    ];
    expect([20, 21, 1e9].map((at) => evaluate(track, at))).toEqual([1, 1, 1]);
  });

  it('is the value of each keyframe exactly at its place', () => {
    fc.assert(
      fc.property(anyTrack, (track) => {
        for (const { at, value } of track) expect(evaluate(track, at)).toBe(value);
      }),
    );
  });

  it('stays between the values of the keyframes around it, and goes one way', () => {
    fc.assert(
      fc.property(anyTrack, share, share, (track, one, other) => {
        for (let i = 1; i < track.length; i++) {
          const [from, to] = [track[i - 1], track[i]];
          const places = [one, other].sort((a, b) => a - b);
          const values = places.map((part) => evaluate(track, from.at + (to.at - from.at) * part));
          const path = [from.value, ...values, to.value];
          // The cosine may be off by its last bit.
          const rising = path.every((value, i) => i === 0 || value >= path[i - 1] - 1e-15);
          const falling = path.every((value, i) => i === 0 || value <= path[i - 1] + 1e-15);
          expect(rising || falling).toBe(true);
        }
      }),
    );
  });

  it('has no jump where nothing is held', () => {
    const step = 1e-6;
    fc.assert(
      fc.property(trackOf(['linear', 'cosine', 'smooth']), share, (track, part) => {
        const at = part * 101;
        // Keyframes are at least a quarter apart, and a cosine is steepest with slope pi / 2.
        const steepest = (Math.PI / 2) * 4;
        const jump = Math.abs(evaluate(track, at + step) - evaluate(track, at));
        expect(jump).toBeLessThanOrEqual(steepest * step * 1.001);
      }),
    );
  });

  it('does not care how many keyframes stand before and after', () => {
    const before: Track = [0, 2, 4, 6, 8].map((at) => ({ at, value: at / 100, easing: 'linear' }));
    const after: Track = [30, 40].map((at) => ({ at, value: 0, easing: 'cosine' }));
    const track = [...before, ...segment('linear'), ...after];
    for (const at of [10, 11, 15, 19.5, 20]) {
      expect(evaluate(track, at)).toBe(evaluate(segment('linear'), at));
    }
  });
});
