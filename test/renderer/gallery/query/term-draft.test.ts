import { expect, test } from 'vitest';
import type { Condition } from '../../../../src/core/query/query.ts';
import { conditionOfDraft, draftOf } from '../../../../renderer/gallery/query/term-draft.ts';

const at = { run: 1, epoch: 2 };

test.each<[Condition]>([
  [{ field: 'loss', min: 0.001, max: null }],
  [{ field: 'timesHidden', min: null, max: 3 }],
  [{ field: 'class', in: [3, 1] }],
  [{ field: 'state', in: ['hidden'] }],
  [{ field: 'note', contains: '' }],
  [{ field: 'file', contains: 'n01' }],
  [{ field: 'samples', ranges: [[3, 3], [40, 60]] }],
  [{ field: 'area', map: 'hiding', corners: [[0, 0], [1, 0], [1, 1]] }],
])('a form that is not changed says what it was opened with: %j', (condition) => {
  expect(conditionOfDraft(condition, draftOf(condition), null)).toEqual(condition);
}); // prettier-ignore

test('a condition of an epoch keeps its moment', () => {
  const condition: Condition = { field: 'state', in: ['hidden'], at };
  expect(conditionOfDraft(condition, draftOf(condition), at)).toEqual(condition);
  expect(conditionOfDraft(condition, draftOf(condition), null)).not.toHaveProperty('at');
});

const range: Condition = { field: 'timesHidden', min: null, max: null };
test.each([
  ['few', '', '“few” is no number.'],
  ['1.5', '', '“1.5” is no whole number.'],
  ['4', '3', 'The range ends before it begins.'],
])('from “%s” to “%s”: %s', (text, upTo, sentence) => {
  expect(conditionOfDraft(range, { text, upTo, chosen: [] }, null)).toBe(sentence);
});

test('thousands may be separated', () => {
  const typed = { text: ' 1,200 ', upTo: '', chosen: [] };
  expect(conditionOfDraft(range, typed, null)).toMatchObject({ min: 1200 });
});

test('a list without a value and a file name without text are refused', () => {
  const none = { text: ' ', upTo: '', chosen: [] };
  expect(conditionOfDraft({ field: 'class', in: [] }, none, null)).toBe('Choose at least one.');
  expect(conditionOfDraft({ field: 'file', contains: '' }, none, null)).toBe(
    'Type a part of the name.',
  );
});
