/** Which queries have the same order: only there does a place mean the same sample. */
import { conditionsIn } from '../../src/core/query/edit.ts';
import { epochNumbers, runNumbers } from '../../src/core/query/field.ts';
import type { Query } from '../../src/core/query/query.ts';

const ofEpoch = new Set<string>([...epochNumbers, 'predicted', 'state', 'outcome']);
const ofRun = new Set<string>([...runNumbers, 'area']);

/**
 * Two queries have equal keys only where their orders are the same as long as tags, notes and scores
 * are: of those the shell tells, which names an order whenever it finds it.
 * @param recorded how many epochs a run has recorded
 */
export function orderKey(
  { dataset, moment, filter, sort }: Query,
  recorded: (run: number) => number,
): string {
  const used = [
    { field: sort.by as string, at: undefined },
    ...conditionsIn(filter).map((condition) => ({
      field: condition.field,
      at: 'at' in condition ? condition.at : undefined,
    })),
  ];
  const runs = used
    .filter(({ field }) => ofRun.has(field))
    .flatMap(({ at }) => (at ?? moment)?.run ?? []);
  const byEpoch = used.some(({ field, at }) => at === undefined && ofEpoch.has(field));
  return JSON.stringify([
    dataset,
    filter,
    sort,
    byEpoch ? moment : null,
    [...new Set(runs)].map((run) => [run, recorded(run)]),
  ]);
}
