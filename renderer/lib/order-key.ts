/** Which queries have the same order: only there does a place mean the same sample. */
import { epochNumbers, runNumbers, scoreNameOf } from '../../src/core/query/field.ts';
import type { Condition, Filter, Query } from '../../src/core/query/query.ts';

const ofEpoch = new Set<string>([...epochNumbers, 'predicted', 'state', 'outcome']);
const ofRun = new Set<string>([...runNumbers, 'area']);
const ofPeople = new Set<string>(['tag', 'note']);

const conditionsOf = (filter: Filter): Condition[] =>
  'all' in filter
    ? filter.all.flatMap(conditionsOf)
    : 'any' in filter
      ? filter.any.flatMap(conditionsOf)
      : 'not' in filter
        ? conditionsOf(filter.not)
        : [filter];

/** What may change the order of a query without a change of the query. */
export type Facts = {
  /** How many epochs a run has recorded. */
  recorded(run: number): number;
  /** Counts the changes of tags, notes and scores. */
  changes: number;
};

/** Two queries have equal keys only where their orders are the same. */
export function orderKey({ dataset, moment, filter, sort }: Query, facts: Facts): string {
  const used = [
    { field: sort.by as string, at: undefined },
    ...conditionsOf(filter).map((condition) => ({
      field: condition.field,
      at: 'at' in condition ? condition.at : undefined,
    })),
  ];
  const runs = used
    .filter(({ field }) => ofRun.has(field))
    .flatMap(({ at }) => (at ?? moment)?.run ?? []);
  const byEpoch = used.some(({ field, at }) => at === undefined && ofEpoch.has(field));
  const byPeople = used.some(({ field }) => ofPeople.has(field) || scoreNameOf(field) !== null);
  return JSON.stringify([
    dataset,
    filter,
    sort,
    byEpoch ? moment : null,
    [...new Set(runs)].map((run) => [run, facts.recorded(run)]),
    byPeople ? facts.changes : null,
  ]);
}
