import { describe, expect, test } from 'vitest';
import { defaultRecipe, fullSchedule } from '../../../src/core/recipe/recipe.ts';
import {
  latestSchedule,
  revisedTracks,
  revisionsFor,
  scheduleAt,
} from '../../../src/core/schedule/revision.ts';
import type { FullSchedule, Track, TrackName } from '../../../src/core/schedule/schedule.ts';

const hold = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const schedule = fullSchedule(defaultRecipe());
const changed = (tracks: Partial<Record<TrackName, Track>>, from = schedule): FullSchedule => ({
  ...from,
  tracks: { ...from.tracks, ...tracks },
});
const revised = (epoch: number, to: FullSchedule) => ({ epoch, schedule: to, at: '', by: 'ada' });

const first = changed({ tau: hold(0.5) });
const second = changed({ learningRate: hold(0.01), mixup: hold(1) }, first);
const run = { schedule, revisions: [revised(3, first), revised(5, second)] };

describe('what a run follows', () => {
  test('is what it began with before the first revision, and each one from its epoch on', () => {
    expect([0, 2, 3, 4, 5, 9].map((epoch) => scheduleAt(run, epoch))).toEqual([
      ...[schedule, schedule, first, first, second, second],
    ]);
  });

  test('is the last of several revisions from one epoch', () => {
    const twice = { schedule, revisions: [revised(3, first), revised(3, second)] };
    expect(scheduleAt(twice, 3)).toBe(second);
  });

  test('is never an earlier revision once a later one counts', () => {
    const back = { schedule, revisions: [revised(5, first), revised(4, second)] };
    expect([3, 4, 5].map((epoch) => scheduleAt(back, epoch))).toEqual([schedule, second, second]);
    expect(latestSchedule(back)).toBe(second);
  });
});

test('a revision says which tracks it changed of those before it', () => {
  expect(revisedTracks(run).map(({ tracks }) => tracks)).toEqual([
    ['tau'],
    ['learningRate', 'mixup'],
  ]);
});

test('a revision that brings another one forward, or takes it back, says the tracks of that one', () => {
  const early = { schedule, revisions: [revised(5, first), revised(4, first)] };
  expect(revisedTracks(early)[1].tracks).toEqual(['tau']);
  const back = { schedule, revisions: [revised(5, first), revised(4, schedule)] };
  expect(revisedTracks(back)[1].tracks).toEqual(['tau']);
});

describe('for another schedule', () => {
  test('the revisions are the same where it is the one that the run began with', () => {
    expect(revisionsFor(schedule, run)).toEqual(run.revisions);
  });

  test('a track that it has otherwise stays as it is', () => {
    const other = changed({ tau: hold(0.9) });
    expect(revisionsFor(other, run).map(({ schedule: { tracks } }) => tracks)).toEqual([
      other.tracks,
      { ...second.tracks, tau: hold(0.9) },
    ]);
  });

  test('there are none on another clock', () => {
    expect(revisionsFor({ ...schedule, clock: 'compute' }, run)).toEqual([]);
  });
});
