import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lineCount,
  lineNumbers,
  offsetOf,
  settled,
  standingOf,
  typed,
  type Edit,
} from '../../../renderer/schedule/text.ts';
import type { Schedule } from '../../../src/core/schedule/schedule.ts';
import { writeSchedule } from '../../../src/core/schedule/text.ts';

const hiding = (value: number): Schedule => ({
  version: 1,
  clock: 'epoch',
  tracks: { hideFraction: [{ at: 0, value, easing: 'hold' }] },
});
const before = writeSchedule(hiding(0.3));
const after = writeSchedule(hiding(0.4));
const elsewhere = writeSchedule(hiding(0.5));
const edit = (text: string): Edit => settled(typed(null, text, before)).edit;
/** As it stands once its schedule is the document. */
const applied = (text: string): Edit => {
  const read = edit(text);
  return { ...read, base: read.read ?? '' };
};

describe('the text view', () => {
  it('shows the document where nobody typed', () => {
    expect(standingOf(null, before)).toBe('document');
  });

  it('has something unsaved as soon as somebody types', () => {
    expect(standingOf(typed(null, 'x', before), before)).toBe('unsaved');
  });

  it('reads the schedule of a valid text', () => {
    const { edit: read, schedule } = settled(typed(null, after.replaceAll(' ', ''), before));
    expect(schedule).toEqual(hiding(0.4));
    expect(read.read).toBe(after);
    expect(standingOf(read, before)).toBe('unsaved');
  });

  it('says the same as the document once the text is applied, however it is spaced', () => {
    expect(standingOf(applied(after.replaceAll(' ', '')), after)).toBe('same');
  });

  it('has nothing unsaved where only the spacing was changed', () => {
    expect(standingOf(edit(before.replaceAll(' ', '')), before)).toBe('same');
  });

  it('keeps a wrong text with its problems while somebody types on', () => {
    const wrong = edit('{');
    expect(wrong.problems).toHaveLength(1);
    expect(standingOf(wrong, before)).toBe('unsaved');
    expect(typed(wrong, '{}', before)).toMatchObject({ read: null, problems: wrong.problems });
  });

  it('follows the document where the text has nothing unsaved', () => {
    expect(standingOf(applied(after), elsewhere)).toBe('document');
  });

  it('asks which is to stay where the text has something unsaved', () => {
    expect(standingOf(edit('{'), elsewhere)).toBe('conflict');
    expect(standingOf(typed(null, 'x', before), elsewhere)).toBe('conflict');
    expect(standingOf(edit(after), elsewhere)).toBe('conflict');
  });

  it('need not ask where both became the same', () => {
    expect(standingOf(edit(after), after)).toBe('same');
  });

  it('need not ask any more where the document came back', () => {
    expect(standingOf(edit('{'), before)).toBe('unsaved');
  });

  it('begins anew at the document that has overtaken the text', () => {
    expect(typed(applied(after), 'x', elsewhere)).toEqual({
      text: 'x',
      base: elsewhere,
      read: null,
      problems: [],
    });
  });

  it('begins anew at the document that became the same elsewhere', () => {
    expect(standingOf(typed(edit(after), 'x', after), after)).toBe('unsaved');
  });
});

describe('the lines of a text', () => {
  it('are counted', () => {
    expect(lineCount('')).toBe(1);
    expect(lineCount('a\nb\r\nc\rd\n')).toBe(5);
  });

  it('are numbered as far as they are seen', () => {
    expect(lineNumbers(9, 11)).toBe('9\n10\n11');
    expect(lineNumbers(9, 8)).toBe('');
  });

  it('lead to the places in it', () => {
    const parts = fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n'), { maxLength: 20 });
    fc.assert(
      fc.property(parts, fc.nat(), (of, n) => {
        const text = of.join('');
        const lines = text.split(/\r\n|\n/);
        expect(lineCount(text)).toBe(lines.length);
        const line = (n % lines.length) + 1;
        const column = (n % (lines[line - 1].length + 1)) + 1;
        const offset = offsetOf(text, { line, column, message: '' });
        const upTo = text.slice(0, offset).split(/\r\n|\n/);
        expect([upTo.length, upTo[upTo.length - 1].length + 1]).toEqual([line, column]);
      }),
    );
  });

  it('end where the text does', () => {
    expect(offsetOf('a\nb', { line: 7, column: 3, message: '' })).toBe(3);
    expect(offsetOf('a\nb', { line: 1, column: 9, message: '' })).toBe(1);
  });
});
