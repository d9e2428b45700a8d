/** The runs as rows of a table: what stands in each column, and in which order. */
import { totalSeconds, type EpochRecord } from '../../src/core/record/run.ts';
import type { RunDocument } from '../../src/rpc/contract.ts';
import { statusOf, type ShownStatus } from '../lib/run-status.ts';

export type RunRow = {
  id: number;
  name: string;
  status: ShownStatus;
  policy: string;
  model: string;
  seed: number;
  /** Recorded epochs, of `epochs`. */
  done: number;
  epochs: number;
  /** Of the last recorded epoch. */
  testAccuracy: number | null;
  /** Mean over the recorded epochs of the fraction that was hidden. */
  hiddenShare: number | null;
  /** ISO 8601. */
  started: string;
  /** Of the recorded epochs. */
  seconds: number;
};

export type SortKey = Exclude<keyof RunRow, 'epochs'>;
export type Sort = { key: SortKey; descending: boolean };

/** Newest first. */
export const defaultSort: Sort = { key: 'id', descending: true };

const rows = new WeakMap<RunDocument, RunRow>();

/** Made once for each state of a run, so that an epoch of one run costs nothing for the others. */
export function rowOf(run: RunDocument): RunRow {
  const known = rows.get(run);
  if (known !== undefined) return known;
  const { recipe, epochs } = run;
  const sum = (value: (record: EpochRecord) => number) =>
    epochs.reduce((total, record) => total + value(record), 0);
  const row: RunRow = {
    id: run.id,
    name: run.name,
    status: statusOf(run),
    policy: recipe.policy,
    model: recipe.model,
    seed: recipe.seed,
    done: epochs.length,
    epochs: run.plannedEpochs,
    testAccuracy: epochs.at(-1)?.testAccuracy ?? null,
    hiddenShare:
      epochs.length === 0
        ? null
        : sum(({ realisedHideFraction }) => realisedHideFraction) / epochs.length,
    started: run.createdAt,
    seconds: sum(totalSeconds),
  };
  rows.set(run, row);
  return row;
}

const words = new Intl.Collator('en', { numeric: true });

/** Rows without a value stand last either way; among equals the newer run is first. */
export function sortRows(rows: readonly RunRow[], { key, descending }: Sort): RunRow[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const left = a[key];
    const right = b[key];
    if (left === right) return b.id - a.id;
    if (left === null) return 1;
    if (right === null) return -1;
    const order =
      typeof left === 'string' ? words.compare(left, String(right)) : left - Number(right);
    return order === 0 ? b.id - a.id : sign * order;
  });
}

/** The same column again turns the order round; figures begin with the largest, words with A. */
export const nextSort = (sort: Sort, key: SortKey): Sort =>
  sort.key === key
    ? { key, descending: !sort.descending }
    : { key, descending: !['name', 'status', 'policy', 'model'].includes(key) };

/** Which rows of a list are drawn: those that can be seen, and `spare` above and below. */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
  spare = 8,
): { first: number; end: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first: Math.min(first, Math.max(0, end)), end };
}
