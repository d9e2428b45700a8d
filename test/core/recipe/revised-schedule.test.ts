import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fullSchedule,
  parseRecipe,
  passesOf,
  revisedSchedule,
  type RevisableRun,
} from '../../../src/core/recipe/recipe.ts';
import type { Clock, Schedule, Track, TrackName } from '../../../src/core/schedule/schedule.ts';
import { failureOf } from '../failure.ts';

const SAMPLES = 100;
const shape = { height: 32, width: 32 };
const hold = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const drawn = (tracks: Partial<Record<TrackName, Track>>, clock: Clock = 'epoch'): Schedule => ({
  version: 1,
  clock,
  tracks,
});

function runOf(settings: Record<string, unknown> = {}): RevisableRun {
  const recipe = parseRecipe({ epochs: 6, batch: 10, ...settings });
  return { id: 4, recipe, schedule: fullSchedule(recipe), revisions: [] };
}
const revise = (run: RevisableRun, given: Schedule, epoch: number) =>
  revisedSchedule(run, given, epoch, SAMPLES, shape);
const refusal = (run: RevisableRun, given: Schedule, epoch = 2) =>
  failureOf(() => revise(run, given, epoch)).code;

describe('a revised schedule', () => {
  test('has the tracks that are given, and the others as they were followed', () => {
    const run = runOf();
    const once = revise(run, drawn({ tau: hold(0.5) }), 2);
    const revisions = [{ epoch: 2, schedule: once, at: '', by: '' }];
    const twice = revise({ ...run, revisions }, drawn({ mixup: hold(0.2) }), 3);
    expect(twice.tracks).toEqual({
      ...run.schedule.tracks,
      tau: hold(0.5),
      mixup: hold(0.2),
    });
  });

  test('keeps the clock of the run', () => {
    expect(refusal(runOf(), drawn({ tau: hold(0.5) }, 'compute'))).toBe('revision-clock');
  });

  test('changes something', () => {
    const run = runOf();
    expect(refusal(run, drawn({}))).toBe('revision-same');
    expect(refusal(run, drawn({ tau: run.schedule.tracks.tau }))).toBe('revision-same');
  });

  test('has an epoch to count in', () => {
    const given = drawn({ tau: hold(0.5) });
    expect(revise(runOf(), given, 5).tracks.tau).toEqual(hold(0.5));
    expect(refusal(runOf(), given, 6)).toBe('revision-too-late');
    expect(refusal(runOf(), given, 7)).toBe('revision-too-late');
  });

  test('never hides everybody, from the revision on', () => {
    const late: Track = [
      { at: 0, value: 1, easing: 'hold' },
      { at: 3, value: 0.2, easing: 'hold' },
    ];
    expect(refusal(runOf(), drawn({ hideFraction: late }), 2)).toBe('everything-hidden');
    expect(revise(runOf(), drawn({ hideFraction: late }), 3).tracks.hideFraction).toEqual(late);
  });

  test('has batches that the samples fill', () => {
    expect(refusal(runOf(), drawn({ batchSize: hold(101) }))).toBe('dataset-too-small');
  });

  test('makes no more passes than the ledger can count', () => {
    const run = runOf({ epochs: 300, schedule: drawn({}, 'compute') });
    const given = drawn({ bandwidth: hold(0.01) }, 'compute');
    const { code, message } = failureOf(() =>
      revisedSchedule(run, given, 2, SAMPLES, { height: 224, width: 224 }),
    );
    expect(code).toBe('bad-value');
    expect(message).toContain('more than 65,535');
  });

  test('makes no more passes than there are hidden counts to match', () => {
    const settings = {
      ...{ policy: 'random', match: { run: 1, hidden: Array<number>(6).fill(3) } },
      ...{ schedule: drawn({}, 'compute') },
    };
    const small = drawn({ bandwidth: hold(0.5) }, 'compute');
    expect(refusal(runOf(settings), small)).toBe('match-impossible');
  });
});

describe('the passes of a revised run', () => {
  const track = fc.double({ min: 0.2, max: 1, noNaN: true }).map(hold);
  const cut = fc.record({
    from: track,
    to: track,
    epochs: fc.integer({ min: 1, max: 12 }),
    clock: fc.constantFrom('epoch' as const, 'compute' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const planned = ({
    from,
    to,
    epochs,
    clock,
    share,
  }: typeof cut extends fc.Arbitrary<infer T> ? T : never) => {
    const { recipe, schedule } = runOf({ epochs, schedule: drawn({ bandwidth: from }, clock) });
    const whole = passesOf(recipe, schedule, shape);
    const epoch = Math.round(share * whole.length);
    const revision = {
      epoch,
      schedule: { ...schedule, tracks: { ...schedule.tracks, bandwidth: to } },
    };
    return { recipe, schedule, whole, epoch, revision };
  };

  test('are those of before up to it', () => {
    fc.assert(
      fc.property(cut, (given) => {
        const { recipe, schedule, whole, epoch, revision } = planned(given);
        const passes = passesOf(recipe, schedule, shape, [revision]);
        expect(passes.slice(0, epoch)).toEqual(whole.slice(0, epoch));
      }),
    );
  });

  test('are the same with a revision that is taken back before it counts', () => {
    fc.assert(
      fc.property(cut, (given) => {
        const { recipe, schedule, whole, epoch, revision } = planned(given);
        const back = { epoch, schedule };
        expect(passesOf(recipe, schedule, shape, [revision, back])).toEqual(whole);
      }),
    );
  });

  test('are the same with one of an epoch that is never reached', () => {
    fc.assert(
      fc.property(cut, (given) => {
        const { recipe, schedule, whole, revision } = planned(given);
        const beyond = { ...revision, epoch: whole.length + 1 };
        expect(passesOf(recipe, schedule, shape, [beyond])).toEqual(whole);
      }),
    );
  });
});
