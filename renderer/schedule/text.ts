/** What the text view of the schedule shows: the document's text, or what a person makes of it. */
import type { Problem } from '../../src/core/json/places.ts';
import {
  trackNames,
  tracks,
  type Schedule,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { readSchedule, writeSchedule } from '../../src/core/schedule/text.ts';

/** What is drawn: the document with its text, and every track as it goes, those of the settings as well. */
export type Drawn = { schedule: Schedule; text: string; tracks: Schedule['tracks'] };

/** A text that a person typed or took from a file. */
export type Edit = {
  text: string;
  /** The document's text that it was made from, or that it was last drawn as. */
  base: string;
  /** What it was last read as, or null before it was. The problems stay until it is read again. */
  read: Schedule | null;
  /** Whether it said what was drawn when it was last read: nothing of it would be lost. */
  saved: boolean;
  problems: readonly Problem[];
};

/** The edit after somebody typed, or a new one where none says anything else than the document. */
export function typed(edit: Edit | null, text: string, drawn: Drawn): Edit {
  const standing = standingOf(edit, drawn);
  const goesOn = edit !== null && (standing === 'unsaved' || standing === 'conflict');
  return {
    text,
    base: goesOn ? edit.base : drawn.text,
    read: null,
    saved: false,
    problems: goesOn ? edit.problems : [],
  };
}

/** The edit as it is read, with the schedule that it says. */
export function settled(edit: Edit, drawn: Drawn): { edit: Edit; schedule: Schedule | null } {
  const { schedule, problems } = readSchedule(edit.text);
  const saved = schedule !== null && saysDrawn(schedule, drawn);
  return { edit: { ...edit, read: schedule, saved, problems }, schedule };
}

/** The edit once what it says is drawn. */
export const applied = (edit: Edit, drawn: Drawn): Edit => ({
  ...edit,
  base: drawn.text,
  saved: edit.read !== null && saysDrawn(edit.read, drawn),
});

/** Whether a schedule is the document, apart from tracks that equal the settings, which it leaves out. */
function saysDrawn(schedule: Schedule, drawn: Drawn): boolean {
  const names = namesOf(schedule);
  const said = Object.fromEntries(names.map((name) => [name, drawn.tracks[name]]));
  return (
    namesOf(drawn.schedule).every((name) => names.includes(name)) &&
    writeSchedule(schedule) === writeSchedule({ ...drawn.schedule, tracks: said })
  );
}

/** The tracks of a text that the document leaves to the settings, since they equal them. */
export const leftToSettings = ({ read }: Edit, { schedule }: Drawn): TrackName[] =>
  read === null ? [] : namesOf(read).filter((name) => schedule.tracks[name] === undefined);

/** Says so: `The bandwidth equals the settings, so it follows them.` */
export function leftWords(names: readonly TrackName[]): string {
  const labels = names.map((name) => `the ${tracks[name].label}`);
  const list = [labels.slice(0, -1).join(', '), ...labels.slice(-1)].filter(Boolean).join(' and ');
  const verbs =
    names.length === 1
      ? 'equals the settings, so it follows'
      : 'equal the settings, so they follow';
  return `T${list.slice(1)} ${verbs} them.`;
}

const namesOf = ({ tracks: given }: Schedule): TrackName[] =>
  trackNames.filter((name) => given[name] !== undefined);

/**
 * document: the document's text is shown, since there is no edit or it was overtaken with nothing
 * unsaved in it; same: the edit says what the document says; unsaved: it says something else, or
 * nothing yet; conflict: and the document has changed meanwhile.
 */
export type Standing = 'document' | 'same' | 'unsaved' | 'conflict';

export function standingOf(edit: Edit | null, drawn: Drawn): Standing {
  if (edit === null) return 'document';
  if (edit.read !== null && saysDrawn(edit.read, drawn)) return 'same';
  if (edit.saved) return 'document';
  return edit.base === drawn.text ? 'unsaved' : 'conflict';
}

const lineBreak = /\r\n|\r|\n/g;

/** The numbers of lines, one a line. */
export const lineNumbers = (first: number, last: number): string =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i).join('\n');

export const lineCount = (text: string): number => (text.match(lineBreak)?.length ?? 0) + 1;

/** Where in a text a place is; its end, where it has no such line. */
export function offsetOf(text: string, { line, column }: Problem): number {
  let start = 0;
  let rest = line - 1;
  for (const { index, 0: found } of text.matchAll(lineBreak)) {
    if (rest-- === 0) return Math.min(start + column - 1, index);
    start = index + found.length;
  }
  return rest > 0 ? text.length : Math.min(start + column - 1, text.length);
}
