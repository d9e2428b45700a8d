/** What makes something no schedule, in sentences: the rules are those of scheduleSchema. */
import { suggestKey } from '../errors/suggest.ts';
import { MOST_PROBLEMS, shown, type Path } from '../json/places.ts';
import { clocks, easings, MOST_KEYFRAMES, trackNames, tracks, type TrackName } from './schedule.ts';

export type ScheduleProblem = {
  /** Where in the document, and whether it is about the name there or the value. */
  path: Path;
  what: 'name' | 'value';
  /** A sentence that begins with a small letter. */
  message: string;
};

/** Up to MOST_PROBLEMS of them; none for a schedule. */
export function problemsOf(given: unknown): ScheduleProblem[] {
  const found: ScheduleProblem[] = [];
  for (const problem of problemsIn(given)) {
    found.push(problem);
    if (found.length === MOST_PROBLEMS) break;
  }
  return found;
}

type Problems = Generator<ScheduleProblem, void>;

const keys = ['version', 'clock', 'tracks'];
const keyframeKeys = ['at', 'value', 'easing'];

const about = (path: Path, message: string): ScheduleProblem => ({ path, what: 'value', message });

function* problemsIn(given: unknown): Problems {
  if (!isObject(given)) {
    yield about([], `a schedule must be an object with ${list(keys)}, and this is ${kind(given)}.`);
    return;
  }
  yield* unknownKeys(given, keys, [], 'a schedule');
  const { version, clock } = given;
  yield* missingKeys(given, keys, [], 'the schedule');
  if (version !== undefined && version !== 1) {
    const only = 'the version must be 1, the only one that this Mikke knows';
    yield about(['version'], `${only}, and it is ${kind(version)}.`);
  }
  if (clock !== undefined && !includes(clocks, clock)) {
    const message = `the clock must be ${list(clocks, 'or')}, and it is ${kind(clock)}.`;
    yield about(['clock'], `${message}${meant(clock, clocks)}`);
  }
  if (given['tracks'] !== undefined) yield* ofTracks(given['tracks']);
}

function* ofTracks(given: unknown): Problems {
  if (!isObject(given)) {
    yield about(['tracks'], `the tracks must be an object of lists, and they are ${kind(given)}.`);
    return;
  }
  for (const [name, track] of Object.entries(given)) {
    const path = ['tracks', name];
    if (includes(trackNames, name)) {
      if (track !== undefined) yield* ofTrack(name, track, path);
    } else {
      const hint = meant(name, trackNames) || ` The tracks are ${list(trackNames)}.`;
      yield { path, what: 'name', message: `there is no track ${shown(name)}.${hint}` };
    }
  }
}

function* ofTrack(name: TrackName, given: unknown, path: Path): Problems {
  const { label } = tracks[name];
  if (!Array.isArray(given)) {
    yield about(path, `the ${label} must be a list of keyframes, and it is ${kind(given)}.`);
  } else if (given.length === 0) {
    yield about(path, `the ${label} has no keyframes: give it one, or leave the track out.`);
  } else if (given.length > MOST_KEYFRAMES) {
    const [count, most] = [given.length, MOST_KEYFRAMES].map((n) => n.toLocaleString('en'));
    yield about(path, `the ${label} has ${count} keyframes, and may have ${most} at most.`);
  } else {
    let before: unknown;
    for (let i = 0; i < given.length; i++) {
      const keyframe: unknown = given[i];
      yield* ofKeyframe(name, i, keyframe, [...path, i]);
      const at = isObject(keyframe) ? keyframe['at'] : undefined;
      if (typeof at === 'number' && typeof before === 'number' && at <= before) {
        const message =
          at === before
            ? `keyframe ${i + 1} of the ${label} stands at ${at}, as keyframe ${i} does already: each needs a place of its own.`
            : `keyframe ${i + 1} of the ${label} stands at ${at} after keyframe ${i} at ${before}: they must stand in ascending order.`;
        yield about([...path, i, 'at'], message);
      }
      before = at;
    }
  }
}

function* ofKeyframe(name: TrackName, index: number, given: unknown, path: Path): Problems {
  const { label, min, max } = tracks[name];
  const which = `keyframe ${index + 1} of the ${label}`;
  if (!isObject(given)) {
    const needed = `${which} must be an object with ${list(keyframeKeys)}`;
    yield about(path, `${needed}, and it is ${kind(given)}.`);
    return;
  }
  yield* unknownKeys(given, keyframeKeys, path, which);
  yield* missingKeys(given, keyframeKeys, path, which);
  const { at, value, easing } = given;
  yield* ofNumber(at, 0, Infinity, [...path, 'at'], 'position', which);
  yield* ofNumber(value, min, max, [...path, 'value'], 'value', which);
  if (easing !== undefined && !includes(easings, easing)) {
    const message = `the easing of ${which} must be ${list(easings, 'or')}, and it is ${kind(easing)}.`;
    yield about([...path, 'easing'], `${message}${meant(easing, easings)}`);
  }
}

function* ofNumber(
  given: unknown,
  min: number,
  max: number,
  path: Path,
  what: string,
  which: string,
): Problems {
  if (given === undefined) return;
  if (typeof given !== 'number' || !Number.isFinite(given)) {
    yield about(path, `the ${what} of ${which} must be a finite number, and it is ${kind(given)}.`);
  } else if (given < min || given > max) {
    const side = given < min ? `below ${min}` : `above ${max}`;
    yield about(path, `the ${what} ${given} of ${which} is ${side}.`);
  }
}

function* unknownKeys(
  given: Record<string, unknown>,
  known: readonly string[],
  path: Path,
  which: string,
): Problems {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const hint = meant(key, known) || ` It has ${list(known)}.`;
    const message = `${which} has no key ${shown(key)}.${hint}`;
    yield { path: [...path, key], what: 'name', message };
  }
}

function* missingKeys(
  given: Record<string, unknown>,
  needed: readonly string[],
  path: Path,
  which: string,
): Problems {
  const missing = needed.filter((key) => given[key] === undefined);
  if (missing.length > 0) yield about(path, `${which} lacks ${list(missing)}.`);
}

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

const includes = <Word extends string>(words: readonly Word[], given: unknown): given is Word =>
  (words as readonly unknown[]).includes(given);

function meant(typed: unknown, known: readonly string[]): string {
  // Only a word that somebody typed is worth the time of a comparison.
  if (typeof typed !== 'string' || typed.length > MOST_TYPED) return '';
  const suggestion = suggestKey(typed, known);
  return suggestion === undefined ? '' : ` Did you mean ${shown(suggestion)}?`;
}

const MOST_TYPED = 40;

/** What something is, within a sentence. */
function kind(given: unknown): string {
  if (typeof given === 'string') return shown(given);
  if (Array.isArray(given)) return 'a list';
  return typeof given === 'object' && given !== null ? 'an object' : String(given);
}

/** `a, b and c`. */
const list = (words: readonly string[], last = 'and'): string =>
  words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
