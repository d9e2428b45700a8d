/** A filter in words, as its chips say it. */
import { wordValues } from '../../../src/core/query/field.ts';
import type { Condition, Filter, MapName, Moment } from '../../../src/core/query/query.ts';
import { showSampleNumbers } from '../../../src/core/query/sample-numbers.ts';
import { formatCount } from '../../lib/format.ts';
import { markWords } from '../../lib/states.ts';
import { fieldWords } from './fields.ts';

/** Beyond so many values of a list the rest are counted. */
const MOST_NAMED = 3;

/** The name of a class by its number. */
export type ClassName = (number: number) => string;

/** A name for each number, also for those that a data set does not have. */
export const classNamer =
  (names: readonly string[]): ClassName =>
  (number) =>
    names[number] ?? String(number);

const valueWords: Record<string, string> = {
  train: 'training samples',
  test: 'test samples',
  trained: markWords.trained,
  hidden: markWords.hidden,
  movedBack: markWords.movedBack,
  right: 'right',
  wrong: markWords.wrong,
  forgotten: markWords.forgotten,
};

/** The values of state, outcome and split in words. */
export const valueWord = (value: string): string => valueWords[value] ?? value;

const mapWords: Record<MapName, string> = {
  cartography: 'the data map',
  hiding: 'the map of loss and hiding',
};

/** `loss at most 0.1`, `not class cat, dog`, `hidden at epoch 3 of run 2`. */
export function termWords(term: Filter, className: ClassName): string {
  if ('field' in term) return conditionWords(term, className);
  if ('not' in term) return `not ${grouped(term.not, className)}`;
  if ('all' in term) return joined(term.all, ' and ', 'everything', className);
  return joined(term.any, ' or ', 'nothing', className);
}

const grouped = (filter: Filter, className: ClassName) =>
  'field' in filter ? conditionWords(filter, className) : `(${termWords(filter, className)})`;

const joined = (filters: Filter[], by: string, none: string, className: ClassName) =>
  filters.length === 0 ? none : filters.map((each) => grouped(each, className)).join(by);

function conditionWords(condition: Condition, className: ClassName): string {
  const said = withoutMoment(condition, className);
  return 'at' in condition && condition.at !== undefined
    ? `${said} at ${momentWords(condition.at)}`
    : said;
}

export const momentWords = ({ run, epoch }: Moment): string => `epoch ${epoch} of run ${run}`;

function withoutMoment(condition: Condition, className: ClassName): string {
  if ('min' in condition) {
    return rangeWords(fieldWords(condition.field), condition.min, condition.max);
  }
  switch (condition.field) {
    case 'class':
    case 'predicted': {
      const names = condition.in.map(className);
      return `${fieldWords(condition.field)} ${listed(names, ', ')}`;
    }
    case 'split':
    case 'state':
    case 'outcome':
      return anyOf(condition.in, wordValues[condition.field].length, condition.field);
    case 'tag':
      return `tag ${listed(condition.in, ' or ')}`;
    case 'note':
      return condition.contains === '' ? 'has a note' : `note has “${condition.contains}”`;
    case 'file':
      return `file name has “${condition.contains}”`;
    case 'samples': {
      const numbers = listed(
        condition.ranges.map((range) => showSampleNumbers([range])),
        ', ',
      );
      const one =
        condition.ranges.length === 1 && condition.ranges[0][0] === condition.ranges[0][1];
      return `${one ? 'sample' : 'samples'} ${numbers}`;
    }
    case 'area':
      return `inside an area of ${mapWords[condition.map]}`;
  }
}

const anyOf = (values: readonly string[], all: number, field: string) =>
  values.length === all ? `any ${field}` : listed(values.map(valueWord), ' or ', field);

function listed(words: readonly string[], by: string, what = ''): string {
  if (words.length === 0) return `${what} none`.trim();
  if (words.length <= MOST_NAMED + 1) return words.join(by);
  const rest = words.length - MOST_NAMED;
  return `${words.slice(0, MOST_NAMED).join(', ')} or ${formatCount(rest)} more`;
}

/** Bounds are said as they are, since they decide; only whole numbers are grouped. */
const exact = (value: number) => (Number.isInteger(value) ? formatCount(value) : String(value));

function rangeWords(name: string, min: number | null, max: number | null): string {
  if (min === null && max === null) return `${name} known`;
  if (min === null) return `${name} at most ${exact(max as number)}`;
  if (max === null) return `${name} at least ${exact(min)}`;
  return min === max ? `${name} ${exact(min)}` : `${name} ${exact(min)} to ${exact(max)}`;
}
