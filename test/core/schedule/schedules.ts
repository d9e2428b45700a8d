/** Any schedule: every track, easing and number that the schema lets through. */
import fc from 'fast-check';
import {
  clocks,
  easings,
  trackNames,
  tracks,
  type Schedule,
  type Track,
  type TrackName,
} from '../../../src/core/schedule/schedule.ts';

const extremes = [0, -0, 5e-324, 2.2250738585072014e-308, 0.1 + 0.2, 1 / 3, 1e21, 1e-7];
const positions = fc.oneof(
  fc.integer({ min: 0, max: 65_535 }),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(...extremes, Number.MAX_VALUE),
);

const valuesOf = ({ min, max }: { min: number; max: number }) =>
  fc.oneof(
    fc.double({ min, max, noNaN: true }),
    fc.constantFrom(min, max, ...extremes.filter((value) => value >= min && value <= max)),
  );

const trackOf = (name: TrackName): fc.Arbitrary<Track> =>
  fc
    .array(
      fc.record({
        at: positions,
        value: valuesOf(tracks[name]),
        easing: fc.constantFrom(...easings),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((keyframes) => {
      const placed = new Map(keyframes.map((keyframe) => [keyframe.at, keyframe]));
      return [...placed.values()].sort((a, b) => a.at - b.at);
    });

export const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  version: fc.constant(1 as const),
  clock: fc.constantFrom(...clocks),
  tracks: fc.record(
    Object.fromEntries(trackNames.map((name) => [name, trackOf(name)])) as {
      [Name in TrackName]: fc.Arbitrary<Track>;
    },
    { requiredKeys: [] },
  ),
});
