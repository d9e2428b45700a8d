/** The schedule as the text of a JSON document, both ways. docs/schedule.md describes it. */
import { readJson, type Path, type Place, type Problem } from '../json/places.ts';
import { problemsOf } from './problems.ts';
import {
  MOST_KEYFRAMES,
  scheduleSchema,
  trackNames,
  type Keyframe,
  type Schedule,
} from './schedule.ts';

/** In UTF-16 units; every track full of the longest numbers takes less. */
export const MOST_CHARACTERS = 8_000_000;

export type ScheduleReading =
  { schedule: Schedule; problems: readonly [] } | { schedule: null; problems: readonly Problem[] };

/** A keyframe a line, tracks and keys in one order, every number as exact as it is. */
export function writeSchedule({ version, clock, tracks }: Schedule): string {
  const written = trackNames.flatMap((name) => {
    const track = tracks[name];
    if (track === undefined) return [];
    const lines = track.map((keyframe) => `      ${lineOf(keyframe)}`);
    return [`    ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n    ]`];
  });
  const within = written.length === 0 ? '{}' : `{\n${written.join(',\n')}\n  }`;
  return `{\n  "version": ${version},\n  "clock": ${JSON.stringify(clock)},\n  "tracks": ${within}\n}\n`;
}

const lineOf = ({ at, value, easing }: Keyframe): string =>
  `{ "at": ${JSON.stringify(at)}, "value": ${JSON.stringify(value)}, "easing": ${JSON.stringify(easing)} }`;

/** The schedule of a text, or what is wrong with it, up to MOST_PROBLEMS in the order of the text. */
export function readSchedule(text: string): ScheduleReading {
  const tooLong = lengthProblem(text.length);
  if (tooLong !== null) return { schedule: null, problems: [tooLong] };
  const read = readJson(text, MOST_KEYFRAMES);
  if (read.problems !== null) return { schedule: null, problems: read.problems };
  const problems = scheduleProblems(read.value, read.placeOf);
  if (problems.length > 0) return { schedule: null, problems };
  return { schedule: normalised(scheduleSchema.parse(read.value)), problems: [] };
}

/** What is wrong with a text of so many characters, so that a long one need not be read at all. */
export const lengthProblem = (characters: number): Problem | null =>
  characters <= MOST_CHARACTERS
    ? null
    : {
        line: 1,
        column: 1,
        message: `the text has ${characters.toLocaleString('en')} characters, and may have ${MOST_CHARACTERS.toLocaleString('en')} at most.`,
      };

/**
 * What is wrong with a schedule that stands somewhere in a text.
 * @param base leads to it in the document
 */
export function scheduleProblems(
  given: unknown,
  placeOf: (path: Path, what: 'name' | 'value') => Place,
  base: Path = [],
): Problem[] {
  const placed = problemsOf(given).map(({ path, what, message }) => ({
    ...placeOf([...base, ...path], what),
    message,
  }));
  return placed.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** With tracks in their order, and 0 for -0, which no text tells apart. */
const normalised = ({ version, clock, tracks }: Schedule): Schedule => ({
  version,
  clock,
  tracks: Object.fromEntries(
    trackNames.flatMap((name) => {
      const track = tracks[name]?.map(({ at, value, easing }) => ({
        at: at + 0,
        value: value + 0,
        easing,
      }));
      return track === undefined ? [] : [[name, track]];
    }),
  ),
});
