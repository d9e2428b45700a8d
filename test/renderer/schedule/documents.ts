/** Tracks to change, as people draw them. */
import fc from 'fast-check';
import {
  easings,
  scheduleSchema,
  trackNames,
  tracks as described,
  type Track,
  type TrackName,
} from '../../../src/core/schedule/schedule.ts';
import { allMarks, type Mark, type Tracks } from '../../../renderer/schedule/selection.ts';

export const END = 40;

const anyTrack = (name: TrackName): fc.Arbitrary<Track> =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 4 * END }), { minLength: 1, maxLength: 8 })
    .chain((quarters) =>
      fc.tuple(
        ...quarters
          .sort((a, b) => a - b)
          .map((quarter) =>
            fc.record({
              at: fc.constant(quarter / 4),
              value: fc.double({ min: described[name].min, max: described[name].max, noNaN: true }),
              easing: fc.constantFrom(...easings),
            }),
          ),
      ),
    );

export const anyTracks: fc.Arbitrary<Tracks> = fc.record(
  Object.fromEntries(trackNames.map((name) => [name, anyTrack(name)])) as Record<
    TrackName,
    fc.Arbitrary<Track>
  >,
  { requiredKeys: ['hideFraction', 'bandwidth'] },
);

/** Some of the keyframes, by numbers that pick them. */
export const picked = (tracks: Tracks, picks: readonly number[]): Mark[] => {
  const all = allMarks(tracks);
  return [...new Set(picks.map((pick) => pick % all.length))].map((i) => all[i]);
};

export const picks = fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 });

export const isValid = (tracks: Tracks): boolean =>
  scheduleSchema.safeParse({ version: 1, clock: 'epoch', tracks }).success;
