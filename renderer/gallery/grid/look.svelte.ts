/**
 * One look on to an order: what is shown of it, in one or more panes that differ in the moment they
 * show. What is shown stays until all that is in view of its successor is there, so nothing blinks.
 */
import { untrack } from 'svelte';
import type { Moment, Query } from '../../../src/core/query/query.ts';
import { app } from '../../lib/app.svelte.ts';
import type { Wish } from '../../lib/wishes.svelte.ts';
import {
  counts,
  countWish,
  PAGE,
  pageKey,
  pagesOf,
  pageWish,
  sightOf,
  windows,
  type Count,
  type Sight,
  type Window,
} from '../../lib/windows.svelte.ts';

/** A query, and the moment of each pane; null is the query's own. */
export type Target = { query: Query; moments: readonly (Moment | null)[] };

/** A place as one of the panes shows it. */
export type Tile = { place: number; pane: number };

type Asked = { project: string; query: Query; panes: readonly Sight[]; find: Wish<Count> };

const askedOf = ({ query, moments }: Target): Asked => ({
  project: app.project?.path ?? '',
  query,
  panes: moments.map((moment) => sightOf(query, moment)),
  find: countWish(query),
});

const same = (a: Asked, b: Asked): boolean =>
  a.panes.length === b.panes.length && a.panes.every(({ key }, i) => key === b.panes[i].key);

/** Whether the facts of one may stand where the other's are awaited. */
const alike = (a: Asked, b: Asked): boolean =>
  a.project === b.project &&
  a.query.dataset === b.query.dataset &&
  a.query.moment?.run === b.query.moment?.run &&
  a.panes.length === b.panes.length;

export class Look {
  /** What is drawn; null until the first is there. */
  shown = $state.raw<(Asked & Count) | null>(null);
  /** Why what is wanted cannot be shown, as a sentence. */
  failure = $state.raw<string | null>(null);
  /** Whether what is shown is not yet what is wanted. */
  waiting = $state(false);
  /** Whether pictures of what is in view are awaited: they come before what is next to it. */
  incomplete = $state(true);
  /** What is fetched ahead. */
  #ahead = $state.raw<readonly Asked[]>([]);
  /** Places in view. */
  #view = $state.raw({ first: 0, end: PAGE });
  /** What is asked for: it is shown before anything newer is asked for, so that a cursor that is dragged shows where it passes. */
  #pursued: Asked | null = null;

  /** Says which places are in view, from `first` to `end`, without that. */
  see(first: number, end: number): void {
    const before = untrack(() => this.#view);
    if (before.first !== first || before.end !== end) this.#view = { first, end };
  }

  /** Follows a target, and fetches others ahead; for an effect. */
  follow(target: Target | null, ahead: readonly Target[] = []): void {
    void [windows.version, counts.version, app.project?.path];
    const view = this.#view;
    if (target === null) {
      this.#pursued = null;
      this.shown = null;
      this.failure = null;
      this.waiting = false;
      return this.release();
    }
    const wanted = askedOf(target);
    const shown = untrack(() => this.shown);
    if (shown !== null && !alike(shown, wanted)) this.shown = null;
    if (this.#pursued === null || !alike(this.#pursued, wanted)) this.#pursued = wanted;
    if (!same(this.#pursued, wanted) && this.#settled(this.#pursued, view)) this.#pursued = wanted;
    const pursued = this.#pursued;
    const { count, pages, missing, failure } = this.#of(pursued, view);
    if (count !== undefined && missing.length === 0) {
      const before = untrack(() => this.shown);
      if (before === null || !same(before, pursued) || before.count !== count.count) {
        this.shown = { ...pursued, ...count };
        this.incomplete = true;
      }
    }
    const drawn = untrack(() => this.shown);
    this.waiting = drawn === null || !same(drawn, wanted);
    this.failure = failure;
    // What is in view first: the shell answers in the order in which it is asked.
    const settled = !this.incomplete && this.#settled(pursued, view);
    const later = settled
      ? [...(same(pursued, wanted) ? [] : [wanted]), ...ahead.map(askedOf)]
      : [];
    this.#ahead = later;
    counts.want(this, [pursued.find, ...later.map(({ find }) => find)]);
    windows.want(this, [
      ...pages,
      ...(settled && drawn !== null ? this.#around(pursued, view) : []),
      ...later.flatMap((asked) => this.#of(asked, view).pages),
    ]);
  }

  release(): void {
    counts.release(this);
    windows.release(this);
  }

  /** The page of a place as a pane shows it; undefined until it is there. */
  page(pane: number, place: number): Window | undefined {
    const sight = this.shown?.panes[pane];
    return sight === undefined ? undefined : windows.get(pageKey(sight, Math.floor(place / PAGE)));
  }

  /** The pages of a place in what is fetched ahead, as far as they are there. */
  pagesAhead(place: number): Window[] {
    return this.#ahead.flatMap(({ panes: [first] }) => {
      const page = windows.get(pageKey(first, Math.floor(place / PAGE)));
      return page === undefined ? [] : [page];
    });
  }

  /** Whose facts a pane shows; undefined where no run has any. */
  runOf(pane: number): number | undefined {
    const sight = this.shown?.panes[pane];
    return (sight?.shown ?? sight?.query.moment)?.run;
  }

  #settled(asked: Asked, view: { first: number; end: number }): boolean {
    const { count, missing, failure } = this.#of(asked, view);
    return failure !== null || (count !== undefined && missing.length === 0);
  }

  /** What is in view of it, and how much of that is not there. */
  #of(asked: Asked, { first, end }: { first: number; end: number }) {
    const count = counts.get(asked.find.key);
    const last = count?.count ?? Infinity;
    // Of a shorter order the end comes into view.
    const from = Math.max(0, Math.min(first, last - (end - first)));
    const pages = asked.panes.flatMap((sight) =>
      pagesOf(from, Math.min(end, last)).map((page) => pageWish(sight, page)),
    );
    const missing = pages.filter(({ key }) => windows.get(key) === undefined);
    const failed = [
      counts.failure(asked.find.key),
      ...missing.map(({ key }) => windows.failure(key)),
    ];
    return { count, pages, missing, failure: failed.find((text) => text !== null) ?? null };
  }

  /** The screen after what is in view, and the one before it. */
  #around(asked: Asked, { first, end }: { first: number; end: number }): Wish<Window>[] {
    const screen = end - first;
    const last = counts.get(asked.find.key)?.count ?? end;
    const around = [
      ...pagesOf(end, Math.min(last, end + screen)),
      ...pagesOf(Math.max(0, first - screen), Math.min(first, last)),
    ];
    return asked.panes.flatMap((sight) => around.map((page) => pageWish(sight, page)));
  }
}
