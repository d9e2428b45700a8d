import type { SortField } from '../../src/core/query/field.ts';
import type { Moment } from '../../src/core/query/query.ts';
import { fieldWords } from './query/fields.ts';

/** What can be sorted by, scores apart; in the order in which people look for it. */
export const sortFields = [
  'sample',
  'loss',
  'confidence',
  'timesHidden',
  'firstHidden',
  'lastHidden',
  'forgetting',
  'meanLoss',
  'lastLoss',
  'labelProbability',
  'variability',
  'margin',
  'class',
  'predicted',
  'state',
  'outcome',
  'split',
  'file',
  'tag',
] as const satisfies readonly SortField[];

/** Sorted by what no run says, so that it can be done without one. */
const ofDataset = new Set<string>(['sample', 'class', 'split', 'file', 'tag']);

/** Why it cannot be sorted by a field, as a sentence, or null. */
export const whyNotSorted = (field: string, moment: Moment | null): string | null =>
  moment === null && !ofDataset.has(field) && !field.startsWith('score:')
    ? 'No run has recorded an epoch of these samples.'
    : null;

export const sortWords = (field: SortField): string =>
  field === 'tag' ? 'number of tags' : fieldWords(field);
