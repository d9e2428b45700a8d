import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PROBLEMS } from '../../../src/core/json/places.ts';
import { problemsOf } from '../../../src/core/schedule/problems.ts';
import {
  easings,
  MOST_KEYFRAMES,
  scheduleSchema,
  trackNames,
  tracks,
  type Schedule,
} from '../../../src/core/schedule/schedule.ts';
import { MOST_CHARACTERS, readSchedule, writeSchedule } from '../../../src/core/schedule/text.ts';
import { anySchedule } from './schedules.ts';

/** With 0 for -0, as a text has it. */
const written = (schedule: Schedule): Schedule => JSON.parse(JSON.stringify(schedule)) as Schedule;

const keyframe = '{ "at": 0, "value": 0.3, "easing": "hold" }';
const textOf = (...keyframes: string[]) =>
  `{ "version": 1, "clock": "epoch", "tracks": {\n"hideFraction": [\n${keyframes.join(',\n')}\n] } }`;

describe('the text of a schedule', () => {
  it('has a keyframe a line, tracks in their order, and ends with a line', () => {
    const schedule: Schedule = {
      version: 1,
      clock: 'compute',
      tracks: {
        learningRate: [{ at: 0, value: 0.1, easing: 'linear' }],
        hideFraction: [
          { at: 0, value: 0, easing: 'cosine' },
          { at: 2.5, value: 0.30000000000000004, easing: 'hold' },
        ],
      },
    };
    expect(writeSchedule(schedule)).toBe(`{
  "version": 1,
  "clock": "compute",
  "tracks": {
    "hideFraction": [
      { "at": 0, "value": 0, "easing": "cosine" },
      { "at": 2.5, "value": 0.30000000000000004, "easing": "hold" }
    ],
    "learningRate": [
      { "at": 0, "value": 0.1, "easing": "linear" }
    ]
  }
}
`);
  });

  it('of no tracks is an empty object of them', () => {
    const text = writeSchedule({ version: 1, clock: 'epoch', tracks: {} });
    expect(text).toBe('{\n  "version": 1,\n  "clock": "epoch",\n  "tracks": {}\n}\n');
  });

  it('reads back as the schedule that it was', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const { schedule: read, problems } = readSchedule(writeSchedule(schedule));
        expect(problems).toEqual([]);
        expect(read).toStrictEqual(written(schedule));
      }),
      { numRuns: 500 },
    );
  });

  it('comes back as it was from the schedule that it is read as', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const text = writeSchedule(schedule);
        const { schedule: read } = readSchedule(text);
        expect(read && writeSchedule(read)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('written in any other way reads as the same schedule', () => {
    fc.assert(
      fc.property(anySchedule, fc.nat({ max: 8 }), fc.boolean(), (schedule, indent, reverse) => {
        const tracksIn = Object.entries(schedule.tracks);
        const given = {
          ...schedule,
          tracks: Object.fromEntries(reverse ? tracksIn.reverse() : tracksIn),
        };
        const { schedule: read } = readSchedule(JSON.stringify(given, null, indent));
        expect(read && writeSchedule(read)).toBe(writeSchedule(schedule));
      }),
    );
  });

  it('that is as long as any can be is read', () => {
    const track = (max: number) =>
      Array.from({ length: MOST_KEYFRAMES }, (_, i) => ({
        at: (i + 1) * 2.2250738585072014e-308,
        value: Math.min(max, 0.000012345678901234567),
        easing: [...easings].sort((a, b) => b.length - a.length)[0],
      }));
    const longest: Schedule = {
      version: 1,
      clock: 'compute',
      tracks: Object.fromEntries(
        trackNames.map((name) => {
          const { min, max } = tracks[name];
          return [name, track(max).map((of) => ({ ...of, value: Math.max(min, of.value) }))];
        }),
      ),
    };
    const { schedule, problems } = readSchedule(writeSchedule(longest));
    expect(problems).toEqual([]);
    expect(schedule).toEqual(longest);
  });
});

describe('a text that was changed at random', () => {
  it('is a schedule, or has problems on its own lines', () => {
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const piece = fc.oneof(
      fc.string({ maxLength: 4, unit: 'binary' }),
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '-', '0', 'e9', '\n', 'NaN', '"at": 1, '),
    );
    const change = fc.record({ place, cut: fc.nat({ max: 3 }), piece });
    fc.assert(
      fc.property(anySchedule, fc.array(change, { minLength: 1, maxLength: 4 }), (of, changes) => {
        let text = writeSchedule(of);
        for (const { place, cut, piece } of changes) {
          const at = Math.floor(place * text.length);
          text = text.slice(0, at) + piece + text.slice(at + cut);
        }
        const { schedule, problems } = readSchedule(text);
        if (schedule !== null) {
          expect(scheduleSchema.parse(schedule)).toEqual(schedule);
          return;
        }
        const lines = text.split(/\r\n|\r|\n/);
        expect(problems.length).toBeGreaterThan(0);
        for (const { line, column, message } of problems) {
          expect(lines[line - 1]?.length).toBeGreaterThanOrEqual(column - 1);
          expect(message).toMatch(/^.*[.?]$/su);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('anything', () => {
  it('has problems exactly where the schema refuses it', () => {
    const number = fc.oneof(
      fc.integer({ min: -1, max: 3 }),
      fc.constantFrom(NaN, Infinity, null, '1'),
    );
    const keyframes = fc.array(
      fc.oneof(
        fc.record(
          {
            at: number,
            value: number,
            easing: fc.constantFrom(...easings, 'bounce', 3),
            extra: number,
          },
          { requiredKeys: ['at', 'value', 'easing'] },
        ),
        fc.record({ at: fc.nat({ max: 9 }), value: fc.constant(1), easing: fc.constant('hold') }),
        fc.constantFrom(null, 3, [], {}),
      ),
      { maxLength: 4 },
    );
    const given = fc.oneof(
      { weight: 1, arbitrary: fc.anything() },
      {
        weight: 9,
        arbitrary: fc.record(
          {
            version: fc.constantFrom(1, 1, 1, 2, '1'),
            clock: fc.constantFrom('epoch', 'compute', 'steps'),
            tracks: fc.dictionary(
              fc.constantFrom('hideFraction', 'batchSize', 'bandwith', '__proto__'),
              fc.oneof(keyframes, fc.constantFrom(null, undefined, {})),
              { maxKeys: 2 },
            ),
            other: fc.constant(1),
          },
          { requiredKeys: ['version', 'clock', 'tracks'] },
        ),
      },
    );
    fc.assert(
      fc.property(given, (of) => {
        expect(problemsOf(of).length === 0).toBe(scheduleSchema.safeParse(of).success);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a text that is refused', () => {
  it.each<[string, string, number, string]>([
    [
      'a value above the range',
      textOf(keyframe, '{ "at": 1, "value": 1.4, "easing": "hold" }'),
      4,
      'the value 1.4 of keyframe 2 of the hide fraction is above 1.',
    ],
    [
      'a value below the range',
      textOf(keyframe.replace('0.3', '-1e-9')),
      3,
      'the value -1e-9 of keyframe 1 of the hide fraction is below 0.',
    ],
    [
      'NaN',
      textOf(keyframe.replace('0.3', 'NaN')),
      3,
      'NaN is no finite number, and JSON has no word for it.',
    ],
    [
      'a number that overflows',
      textOf(keyframe.replace('0.3', '1e999')),
      3,
      'the value of keyframe 1 of the hide fraction must be a finite number, and it is Infinity.',
    ],
    [
      'a negative position',
      textOf(keyframe.replace('0', '-1')),
      3,
      'the position -1 of keyframe 1 of the hide fraction is below 0.',
    ],
    [
      'two keyframes at one place',
      textOf(keyframe, keyframe),
      4,
      'keyframe 2 of the hide fraction stands at 0, as keyframe 1 does already: each needs a place of its own.',
    ],
    [
      'keyframes out of order',
      textOf(keyframe.replace('0', '5'), keyframe),
      4,
      'keyframe 2 of the hide fraction stands at 0 after keyframe 1 at 5: they must stand in ascending order.',
    ],
    [
      'an unknown track',
      '{ "version": 1, "clock": "epoch", "tracks": {\n"bandwith": [] } }',
      2,
      'there is no track "bandwith". Did you mean "bandwidth"?',
    ],
    [
      'the track __proto__',
      '{ "version": 1, "clock": "epoch", "tracks": {\n"__proto__": [] } }',
      2,
      `there is no track "__proto__". The tracks are ${trackNames.slice(0, -1).join(', ')} and ${trackNames.at(-1)}.`,
    ],
    [
      'an unknown key of a keyframe',
      textOf(keyframe.replace('}', ',\n"valeu": 1 }')),
      4,
      'keyframe 1 of the hide fraction has no key "valeu". Did you mean "value"?',
    ],
    [
      'a keyframe without a value',
      textOf('{ "at": 0, "easing": "hold" }'),
      3,
      'keyframe 1 of the hide fraction lacks value.',
    ],
    [
      'an unknown easing',
      textOf(keyframe.replace('hold', 'linaer')),
      3,
      `the easing of keyframe 1 of the hide fraction must be ${easings.slice(0, -1).join(', ')} or ${easings.at(-1)}, and it is "linaer". Did you mean "linear"?`,
    ],
    [
      'an empty track',
      textOf(),
      2,
      'the hide fraction has no keyframes: give it one, or leave the track out.',
    ],
    [
      'a key twice',
      textOf(keyframe.replace('}', ', "at": 1 }')),
      3,
      'the name "at" stands twice in its object.',
    ],
    [
      'another version',
      '{ "clock": "epoch", "tracks": {},\n"version": 2 }',
      2,
      'the version must be 1, the only one that this Mikke knows, and it is 2.',
    ],
    [
      'another clock',
      '{ "version": 1, "tracks": {},\n"clock": "epochs" }',
      2,
      'the clock must be epoch or compute, and it is "epochs". Did you mean "epoch"?',
    ],
    [
      'a list',
      '[]',
      1,
      'a schedule must be an object with version, clock and tracks, and this is a list.',
    ],
    ['nothing', '', 1, 'the text is empty.'],
  ])('for %s names the place', (_, text, line, message) => {
    const [problem, ...more] = readSchedule(text).problems;
    expect(problem).toMatchObject({ line, message });
    expect(more).toEqual([]);
  });

  it('names every problem in the order of the text', () => {
    const bad = '{ "at": -1, "valeu": 1, "easing": "hold" }';
    const lines = readSchedule(textOf(bad, keyframe, bad)).problems.map(({ line }) => line);
    expect(lines).toEqual([3, 3, 3, 5, 5, 5, 5]);
  });

  it('names no more problems than anybody corrects at once', () => {
    const bad = Array.from({ length: MOST_KEYFRAMES }, () => '{ "at": -1 }');
    expect(readSchedule(textOf(...bad)).problems).toHaveLength(MOST_PROBLEMS);
  });
});

describe('a text that is too large', () => {
  // Ten times what the slowest of them takes alone, since other tests run beside it.
  const MOST_MILLISECONDS = 10_000;
  const refusal = (text: string): string => {
    const start = performance.now();
    const [problem] = readSchedule(text).problems;
    expect(performance.now() - start).toBeLessThan(MOST_MILLISECONDS);
    return problem.message;
  };

  it.each<[string, string, string]>([
    ['a million keyframes', keyframe, 'characters, and may have 8,000,000 at most.'],
    ['a million empty keyframes', '{}', 'tracks.hideFraction has more than 10,000 entries.'],
  ])('with %s is refused soon', (_, of, words) => {
    expect(refusal(textOf(`${of},`.repeat(999_999) + of))).toContain(words);
  });

  it.each<[string, string]>([
    ['brackets', '['],
    ['names', '{"a":'],
    ['signs', '@ '],
    ['numbers without commas', '1 '],
    ['numbers after a sign', '@ 1 '],
    ['quotes', '"'],
    ['spaces', ' '],
    ['commas', ','],
  ])('and made of %s is refused soon', (_, of) => {
    const text = textOf(of.repeat(Math.floor((MOST_CHARACTERS - 100) / of.length)));
    expect(refusal(text)).not.toBe('');
  });
});
