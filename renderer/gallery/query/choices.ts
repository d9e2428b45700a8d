/** What can be chosen of a field that is filtered by values. */
import type { ListField } from '../../../src/core/query/edit.ts';
import { wordValues } from '../../../src/core/query/field.ts';
import { valueWord } from './words.ts';

export type Choice = { value: string | number; word: string };

/** @param known classes and tags of the data set */
export function choicesOf(
  field: ListField,
  known: { classNames: readonly string[]; tags: readonly string[] },
): readonly Choice[] {
  switch (field) {
    case 'class':
    case 'predicted':
      return known.classNames.map((word, value) => ({ value, word }));
    case 'tag':
      return known.tags.map((tag) => ({ value: tag, word: tag }));
    case 'split':
    case 'state':
    case 'outcome':
      return wordValues[field].map((value) => ({ value, word: valueWord(value) }));
  }
}
