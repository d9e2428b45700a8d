import { expect, test } from 'vitest';
import type { Filter } from '../../../../src/core/query/query.ts';
import { classNamer, termWords } from '../../../../renderer/gallery/query/words.ts';

const className = classNamer(['cat', 'dog', 'cow', 'hen', 'owl', 'fox']);
const at = { run: 2, epoch: 3 };

test.each<[string, Filter]>([
  ['loss at most 0.1', { field: 'loss', min: null, max: 0.1 }],
  ['times hidden at least 1,200', { field: 'timesHidden', min: 1200, max: null }],
  ['times hidden 3', { field: 'timesHidden', min: 3, max: 3 }],
  ['margin -0.5 to 0.25', { field: 'margin', min: -0.5, max: 0.25 }],
  ['first epoch hidden known', { field: 'firstHidden', min: null, max: null }],
  ['blur at most 4', { field: 'score:blur', min: null, max: 4 }],
  ['not class cat, dog', { not: { field: 'class', in: [0, 1] } }],
  ['class cat, dog, cow or 3 more', { field: 'class', in: [0, 1, 2, 3, 4, 5] }],
  ['predicted class 17', { field: 'predicted', in: [17] }],
  ['hidden at epoch 3 of run 2', { field: 'state', in: ['hidden'], at }],
  ['hidden or moved back', { field: 'state', in: ['hidden', 'movedBack'] }],
  ['any outcome', { field: 'outcome', in: ['right', 'wrong', 'forgotten'] }],
  ['training samples', { field: 'split', in: ['train'] }],
  ['tag checked', { field: 'tag', in: ['checked'] }],
  ['has a note', { field: 'note', contains: '' }],
  ['note has “blur”', { field: 'note', contains: 'blur' }],
  ['file name has “n014”', { field: 'file', contains: 'n014' }],
  ['sample 7', { field: 'samples', ranges: [[7, 7]] }],
  ['samples 3, 40-60', { field: 'samples', ranges: [[3, 3], [40, 60]] }],
  ['inside an area of the data map', { field: 'area', map: 'cartography', corners: [] }],
  [
    'not (tag a or has a note)',
    { not: { any: [{ field: 'tag', in: ['a'] }, { field: 'note', contains: '' }] } },
  ],
  ['everything', { all: [] }],
])('%s', (words, term) => {
  expect(termWords(term, className)).toBe(words);
}); // prettier-ignore
