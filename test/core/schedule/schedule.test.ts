import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../src/core/schedule/parse.ts';
import { MOST_KEYFRAMES, type Track } from '../../../src/core/schedule/schedule.ts';
import { failureOf } from '../failure.ts';

const hold = (at: number, value: number): Track[number] => ({ at, value, easing: 'hold' });
const schedule = (hideFraction: unknown) => ({
  version: 1,
  clock: 'epoch',
  tracks: { hideFraction },
});
const problemOf = (given: unknown) => failureOf(() => parseSchedule(given, 'drawn.json'));

describe('a schedule', () => {
  it('is accepted as it was given', () => {
    const given = schedule([hold(0, 0), { at: 2.5, value: 1, easing: 'cosine' }]);
    expect(parseSchedule(given, 'drawn.json')).toEqual(given);
  });

  it('may leave out every track', () => {
    const given = { version: 1, clock: 'epoch', tracks: {} };
    expect(parseSchedule(given, 'drawn.json')).toEqual(given);
  });

  it.each<[string, unknown, string]>([
    [
      'a value above the range',
      schedule([hold(0, 0.3), hold(1, 1.5)]),
      'tracks.hideFraction.1.value',
    ],
    ['a value below the range', schedule([hold(0, -0.1)]), 'tracks.hideFraction.0.value'],
    ['a value that is no number', schedule([hold(0, NaN)]), 'tracks.hideFraction.0.value'],
    ['a place before the start', schedule([hold(-1, 0)]), 'tracks.hideFraction.0.at'],
    ['an infinite place', schedule([hold(Infinity, 0)]), 'tracks.hideFraction.0.at'],
    [
      'an unknown easing',
      schedule([{ ...hold(0, 0), easing: 'bounce' }]),
      'tracks.hideFraction.0.easing',
    ],
    [
      'an unknown key of a keyframe',
      schedule([{ ...hold(0, 0), colour: 1 }]),
      'tracks.hideFraction.0.colour',
    ],
    ['a track without keyframes', schedule([]), 'tracks.hideFraction'],
    ['keyframes out of order', schedule([hold(5, 0), hold(3, 0)]), 'tracks.hideFraction.1.at'],
    ['two keyframes at one place', schedule([hold(3, 0), hold(3, 1)]), 'tracks.hideFraction.1.at'],
    [
      'more keyframes than are allowed',
      schedule(Array.from({ length: MOST_KEYFRAMES + 1 }, (_, i) => hold(i, 0))),
      'tracks.hideFraction',
    ],
    [
      'an unknown track',
      { ...schedule([hold(0, 0)]), tracks: { bandwith: [] } },
      'tracks.bandwith',
    ],
    ['another version', { ...schedule([hold(0, 0)]), version: 2 }, 'version'],
    ['another clock', { ...schedule([hold(0, 0)]), clock: 'steps' }, 'clock'],
  ])('with %s is refused, naming where', (_, given, where) => {
    const { code, message } = problemOf(given);
    expect(code).toBe('bad-schedule');
    expect(message).toContain('"drawn.json"');
    expect(message).toContain(`at ${where}: `);
  });

  it.each([
    ['an unknown key at the top', { ...schedule([hold(0, 0)]), clocks: 1 }],
    ['a text', 'hold'],
    ['null', null],
  ])('that is or has %s is refused', (_, given) => {
    expect(problemOf(given).code).toBe('bad-schedule');
  });

  it('says that keyframes must ascend', () => {
    expect(problemOf(schedule([hold(5, 0), hold(3, 0)])).message).toContain('ascending order');
  });
});
