/** A condition as it stands in its form, with numbers as people type them. */
import { isWhole } from '../../../src/core/query/field.ts';
import type { Condition, Moment } from '../../../src/core/query/query.ts';
import { parseSampleNumbers, showSampleNumbers } from '../../../src/core/query/sample-numbers.ts';

export type TermDraft = {
  /** Lower end of a range, or the text of what is typed. */
  text: string;
  /** Upper end of a range. */
  upTo: string;
  chosen: readonly (string | number)[];
};

export function draftOf(condition: Condition): TermDraft {
  const none = { text: '', upTo: '', chosen: [] };
  if ('in' in condition) return { ...none, chosen: condition.in };
  if ('contains' in condition) return { ...none, text: condition.contains };
  if ('ranges' in condition) return { ...none, text: showSampleNumbers(condition.ranges) };
  if ('corners' in condition) return none;
  const typed = (value: number | null) => (value === null ? '' : String(value));
  return { ...none, text: typed(condition.min), upTo: typed(condition.max) };
}

/**
 * The condition that a form says of a field, at a moment of its own or at the one that is shown; or,
 * as a sentence, what is missing.
 */
export function conditionOfDraft(
  condition: Condition,
  { text, upTo, chosen }: TermDraft,
  at: Moment | null,
): Condition | string {
  const moment = at === null ? {} : { at };
  if ('in' in condition) {
    if (chosen.length === 0) return 'Choose at least one.';
    const { field } = condition;
    // What can be chosen are the values of the field.
    return { field, in: chosen, ...moment } as Condition;
  }
  if ('contains' in condition) {
    if (condition.field === 'note') return { field: 'note', contains: text.trim() };
    return text.trim() === ''
      ? 'Type a part of the name.'
      : { field: 'file', contains: text.trim() };
  }
  if ('ranges' in condition) {
    const ranges = parseSampleNumbers(text);
    return typeof ranges === 'string' ? ranges : { field: 'samples', ranges };
  }
  if ('corners' in condition) return condition;
  const min = numberOf(text, condition.field);
  const max = numberOf(upTo, condition.field);
  if (typeof min === 'string') return min;
  if (typeof max === 'string') return max;
  if (min !== null && max !== null && min > max) return 'The range ends before it begins.';
  return { field: condition.field, min, max, ...moment };
}

/** Null of an empty text; or, as a sentence, why it is no number. */
function numberOf(text: string, field: string): number | null | string {
  const typed = text.trim().replaceAll(/(?<=\d),(?=\d{3}\b)/g, '');
  if (typed === '') return null;
  const value = Number(typed);
  if (!Number.isFinite(value)) return `“${text.trim()}” is no number.`;
  return isWhole(field) && !Number.isInteger(value) ? `“${typed}” is no whole number.` : value;
}
