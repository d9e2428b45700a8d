/** What the text view of the schedule shows: the document's text, or what a person makes of it. */
import type { Problem } from '../../src/core/json/places.ts';
import type { Schedule } from '../../src/core/schedule/schedule.ts';
import { readSchedule, writeSchedule } from '../../src/core/schedule/text.ts';

/** A text that a person typed or took from a file. */
export type Edit = {
  text: string;
  /** The document's text that it was made from, or that it was last applied as. */
  base: string;
  /** What it was last read as, or null before it was. The problems stay until it is read again. */
  read: string | null;
  problems: readonly Problem[];
};

/** The edit after somebody typed, or a new one where none says anything else than the document. */
export function typed(edit: Edit | null, text: string, documentText: string): Edit {
  const standing = standingOf(edit, documentText);
  const goesOn = edit !== null && (standing === 'unsaved' || standing === 'conflict');
  return {
    text,
    base: goesOn ? edit.base : documentText,
    read: null,
    problems: goesOn ? edit.problems : [],
  };
}

/** The edit as it is read, with the schedule that it says. */
export function settled(edit: Edit): { edit: Edit; schedule: Schedule | null } {
  const { schedule, problems } = readSchedule(edit.text);
  const read = schedule === null ? null : writeSchedule(schedule);
  return { edit: { ...edit, read, problems }, schedule };
}

/**
 * document: the document's text is shown, since there is no edit or it was overtaken with nothing
 * unsaved in it; same: the edit says what the document says; unsaved: it says something else, or
 * nothing yet; conflict: and the document has changed meanwhile.
 */
export type Standing = 'document' | 'same' | 'unsaved' | 'conflict';

export function standingOf(edit: Edit | null, documentText: string): Standing {
  if (edit === null) return 'document';
  if (edit.read === documentText) return 'same';
  if (edit.base === documentText) return 'unsaved';
  return edit.read === edit.base ? 'document' : 'conflict';
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
