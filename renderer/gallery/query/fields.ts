/** The fields of a filter as people choose them: in the menu of the bar, and beside the pictures. */
import { scoreNameOf } from '../../../src/core/query/field.ts';
import type { Condition } from '../../../src/core/query/query.ts';

export type FieldName = Condition['field'];

const named = {
  sample: ['sample number', 'Its number in the data set'],
  class: ['class', 'Its label'],
  split: ['split', 'Training or test samples'],
  file: ['file name', 'The name that it has in its source'],
  samples: ['sample numbers', 'These samples, by number'],
  state: ['state', 'Trained, hidden or moved back in the epoch'],
  outcome: ['outcome', 'Right, wrong or forgotten in the epoch'],
  predicted: ['predicted class', 'What the network took it for in the epoch'],
  loss: ['loss', 'Its loss in the epoch'],
  confidence: ['confidence', 'Of the class that the network gave it in the epoch'],
  timesHidden: ['times hidden', 'Epochs of the run in which it was hidden'],
  firstHidden: ['first epoch hidden', 'The first epoch of the run in which it was hidden'],
  lastHidden: ['last epoch hidden', 'The last epoch of the run in which it was hidden'],
  forgetting: ['forgetting events', 'How often it was right and then wrong'],
  labelProbability: ['label probability', 'What the network gave the label, mean over the epochs'],
  variability: ['variability', 'How much that went up and down over the epochs'],
  margin: ['margin', 'The label’s probability less that of the best other class'],
  meanLoss: ['mean loss', 'Over the epochs of the run'],
  lastLoss: ['last loss', 'In the last epoch of the run'],
  tag: ['tag', 'A tag or mark that somebody gave it'],
  note: ['note', 'Text of its note'],
  area: ['area of the data map', 'Drawn on the data map'],
} as const satisfies Partial<Record<FieldName, readonly [string, string]>>;

type Named = keyof typeof named;
const isNamed = (field: string): field is Named => Object.hasOwn(named, field);

/** What a field is called. */
export function fieldWords(field: string): string {
  if (isNamed(field)) return named[field][0];
  return scoreNameOf(field) ?? field;
}

/** What a field says, as a clause. */
export const fieldMeans = (field: string): string =>
  isNamed(field) ? named[field][1] : 'A score that the project keeps of every sample';

/** By whom or when they are said, as the menu shows them. */
export const fieldGroups: readonly { title: string; fields: readonly Named[] }[] = [
  { title: 'Of the sample', fields: ['class', 'split', 'file', 'samples'] },
  {
    title: 'In the epoch',
    fields: ['state', 'outcome', 'predicted', 'loss', 'confidence'],
  },
  {
    title: 'Over the run',
    fields: [
      'timesHidden',
      'firstHidden',
      'lastHidden',
      'forgetting',
      'labelProbability',
      'variability',
      'margin',
      'meanLoss',
      'lastLoss',
    ],
  },
  { title: 'By people', fields: ['tag', 'note'] },
];

const ofEpoch = new Set<string>(['state', 'outcome', 'predicted', 'loss', 'confidence']);
/** Whether it is of one epoch, so that a condition may hold at an epoch of its own. */
export const isOfEpoch = (field: string): boolean => ofEpoch.has(field);

/** Fields that are filtered by a range of numbers. */
export type RangeField = Extract<Condition, { min: number | null }>['field'];
type OtherField = Exclude<FieldName, RangeField>;

const empty: Record<OtherField, Condition> = {
  class: { field: 'class', in: [] },
  predicted: { field: 'predicted', in: [] },
  split: { field: 'split', in: [] },
  state: { field: 'state', in: [] },
  outcome: { field: 'outcome', in: [] },
  tag: { field: 'tag', in: [] },
  note: { field: 'note', contains: '' },
  file: { field: 'file', contains: '' },
  samples: { field: 'samples', ranges: [] },
  area: { field: 'area', map: 'cartography', corners: [] },
};
const isOther = (field: FieldName): field is OtherField => Object.hasOwn(empty, field);

/** The condition that a field begins with in the editor, before anything is chosen. */
export const emptyCondition = (field: FieldName): Condition =>
  isOther(field) ? empty[field] : { field, min: null, max: null };
