import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applied,
  leftToSettings,
  leftWords,
  lineCount,
  lineNumbers,
  offsetOf,
  settled,
  standingOf,
  typed,
  type Drawn,
  type Edit,
} from '../../../renderer/schedule/text.ts';
import type { Schedule } from '../../../src/core/schedule/schedule.ts';
import { writeSchedule } from '../../../src/core/schedule/text.ts';

const hiding = (value: number): Schedule => ({
  version: 1,
  clock: 'epoch',
  tracks: { hideFraction: [{ at: 0, value, easing: 'hold' }] },
});
/** A mixup that the settings make where nobody draws it. */
const mixup = (value: number): Schedule['tracks'] => ({
  mixup: [{ at: 0, value, easing: 'hold' }],
});
const drawnAs = (schedule: Schedule, settings = mixup(0)): Drawn => ({
  schedule,
  text: writeSchedule(schedule),
  tracks: { ...settings, ...schedule.tracks },
});
const before = drawnAs(hiding(0.3));
const after = drawnAs(hiding(0.4));
const elsewhere = drawnAs(hiding(0.5));
const edit = (text: string): Edit => settled(typed(null, text, before), before).edit;
/** A text with a track that equals the settings, and the same once it is drawn. */
const full = edit(
  writeSchedule({ ...hiding(0.4), tracks: { ...hiding(0.4).tracks, ...mixup(0) } }),
);
const fullDrawn = applied(full, after);

describe('the text view', () => {
  it('shows the document where nobody typed', () => {
    expect(standingOf(null, before)).toBe('document');
  });

  it('has something unsaved as soon as somebody types', () => {
    expect(standingOf(typed(null, 'x', before), before)).toBe('unsaved');
  });

  it('reads the schedule of a valid text', () => {
    const typedOnce = typed(null, after.text.replaceAll(' ', ''), before);
    const { edit: read, schedule } = settled(typedOnce, before);
    expect(schedule).toEqual(hiding(0.4));
    expect(standingOf(read, before)).toBe('unsaved');
  });

  it('says the same as the document once the text is applied, however it is spaced', () => {
    expect(standingOf(applied(edit(after.text.replaceAll(' ', '')), after), after)).toBe('same');
  });

  it('has nothing unsaved where only the spacing was changed', () => {
    const spaced = edit(before.text.replaceAll(' ', ''));
    expect(standingOf(spaced, before)).toBe('same');
    expect(standingOf(spaced, elsewhere)).toBe('document');
  });

  it('keeps a wrong text with its problems while somebody types on', () => {
    const wrong = edit('{');
    expect(wrong.problems).toHaveLength(1);
    expect(standingOf(wrong, before)).toBe('unsaved');
    expect(typed(wrong, '{}', before)).toMatchObject({ read: null, problems: wrong.problems });
  });

  it('follows the document where the text has nothing unsaved', () => {
    expect(standingOf(applied(edit(after.text), after), elsewhere)).toBe('document');
  });

  it('asks which is to stay where the text has something unsaved', () => {
    expect(standingOf(edit('{'), elsewhere)).toBe('conflict');
    expect(standingOf(typed(null, 'x', before), elsewhere)).toBe('conflict');
    expect(standingOf(edit(after.text), elsewhere)).toBe('conflict');
  });

  it('need not ask where both became the same', () => {
    expect(standingOf(edit(after.text), after)).toBe('same');
  });

  it('need not ask any more where the document came back', () => {
    expect(standingOf(edit('{'), before)).toBe('unsaved');
  });

  it('begins anew at the document that has overtaken the text', () => {
    expect(typed(applied(edit(after.text), after), 'x', elsewhere)).toEqual({
      text: 'x',
      base: elsewhere.text,
      read: null,
      saved: false,
      problems: [],
    });
  });

  it('begins anew at the document that became the same elsewhere', () => {
    expect(standingOf(typed(edit(after.text), 'x', after), after)).toBe('unsaved');
  });
});

describe('a track of the text that equals the settings', () => {
  it('stays in the text while the document leaves it out', () => {
    expect(standingOf(full, before)).toBe('unsaved');
    expect(standingOf(fullDrawn, after)).toBe('same');
  });

  it('is named', () => {
    expect(leftToSettings(fullDrawn, after)).toEqual(['mixup']);
    expect(leftWords(['mixup'])).toBe('The mixup equals the settings, so it follows them.');
    expect(leftWords(['tau', 'batchSize', 'mixup'])).toBe(
      'The confidence threshold, the batch size and the mixup equal the settings, so they follow them.',
    );
  });

  it('goes with the document once the settings are others', () => {
    expect(standingOf(fullDrawn, drawnAs(hiding(0.4), mixup(0.2)))).toBe('document');
  });

  it('does not make a text the document that lacks another track of it', () => {
    expect(standingOf(edit(writeSchedule({ ...hiding(0.4), tracks: mixup(0) })), after)).toBe(
      'conflict',
    );
  });

  it('does not make a text the document that has another clock', () => {
    const other = writeSchedule({ ...hiding(0.3), clock: 'compute' });
    expect(standingOf(edit(other), before)).toBe('unsaved');
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
