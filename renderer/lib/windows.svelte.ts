/** Windows of the orders of queries, in pages, and how many samples queries find. */
import type { Filter, Moment, Query } from '../../src/core/query/query.ts';
import type { Output } from '../../src/rpc/contract.ts';
import { app } from './app.svelte.ts';
import { Wishes, type Wish } from './wishes.svelte.ts';

export type Window = Output<'samples.window'>;
export type Count = Output<'samples.find'>;

/** Places of one page: as much as most screens show of the smallest tiles. */
export const PAGE = 2048;
const MEBIBYTE = 2 ** 20;

const bytesOf = (window: Window): number =>
  Object.values(window).reduce((sum, { byteLength }) => sum + byteLength, 0);

export const windows = new Wishes<Window>({ bytes: 8 * MEBIBYTE, bytesOf, atOnce: 2 });
export const counts = new Wishes<Count>({ bytes: 256, bytesOf: () => 1, atOnce: 2 });

/** Of texts that are kept; more than brushing makes in a while, and what is forgotten gets another number. */
const MOST_TEXTS = 500;
const numberOfText = new Map<string, number>();
let lastNumber = 0;
const numberOfFilter = new WeakMap<Filter, number>();
/** Equal filters have one number. Their texts may be long, and each tile looks for its page by a key. */
function numberOf(filter: Filter): number {
  const known = numberOfFilter.get(filter);
  if (known !== undefined) return known;
  const text = JSON.stringify(filter);
  const number = numberOfText.get(text) ?? ++lastNumber;
  if (numberOfText.size >= MOST_TEXTS) numberOfText.clear();
  numberOfText.set(text, number);
  numberOfFilter.set(filter, number);
  return number;
}

/** What was recorded or changed since is another answer. */
const keyOf = ({ filter, ...query }: Query, shown: Moment | null = null): string =>
  JSON.stringify([app.project?.path, app.changes, query, numberOf(filter), shown]);

export const countWish = (query: Query): Wish<Count> => ({
  key: keyOf(query),
  ask: (client) => client.call('samples.find', { query }),
});

/** An order, and the moment that its samples are shown at. */
export type Sight = { key: string; query: Query; shown: Moment | null };

export const sightOf = (query: Query, shown: Moment | null): Sight => ({
  key: keyOf(query, shown),
  query,
  shown,
});

export const pageKey = ({ key }: Sight, page: number): string => `${page} ${key}`;

export const pageWish = (sight: Sight, page: number): Wish<Window> => ({
  key: pageKey(sight, page),
  ask: (client) =>
    client.call('samples.window', {
      query: sight.query,
      start: page * PAGE,
      end: (page + 1) * PAGE,
      shown: sight.shown,
    }),
});

/** The pages with the places from `first` to `end`, without that. */
export const pagesOf = (first: number, end: number): number[] =>
  end <= first
    ? []
    : Array.from(
        { length: Math.floor((end - 1) / PAGE) - Math.floor(first / PAGE) + 1 },
        (_, i) => Math.floor(first / PAGE) + i,
      );
