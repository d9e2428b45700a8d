/**
 * What is browsed: the query that gallery, data map and sample share, how many samples it finds, and
 * what is chosen of them. No list of samples is ever held: they are known by their places in the
 * query's order, and asked for by windows.
 */
import { untrack } from 'svelte';
import { inOtherDataset } from '../../src/core/query/edit.ts';
import { scoreNameOf } from '../../src/core/query/field.ts';
import {
  bySample,
  everything,
  type Filter,
  type Moment,
  type Query,
  type Sort,
} from '../../src/core/query/query.ts';
import { MOST_RANGES } from '../../src/core/query/ranges.ts';
import type { Selection } from '../../src/core/query/selection.ts';
import { app } from './app.svelte.ts';
import { orderKey } from './order-key.ts';
import { below, sizeOf, type Ranges } from './ranges.ts';
import { counts, countWish, type Count } from './windows.svelte.ts';

/** The same every time, so that what is drawn by it is not drawn anew. */
const NONE: Ranges = [];

export type Found = { query: Query } & Count;

type Arrangement = { filter: Filter; sort: Sort };

class Browse {
  /** What was asked for, and of what; another project begins with everything. */
  #asked = $state.raw<(Arrangement & { project: string; dataset: number | null }) | null>(null);
  /** Where hide-and-seek holds the order. */
  #held = $state.raw<{ project: string; moment: Moment } | null>(null);
  /** `found` names the order that they were chosen in to the shell, which sees whether it still is. */
  #chosen = $state.raw<{ order: string; ranges: Ranges; found: string | undefined }>({
    ...{ order: '', ranges: [], found: undefined },
  });

  /** What the time cursor stands at; null where no run has recorded an epoch. */
  moment = $derived.by((): Moment | null => {
    const { run } = app;
    if (run === null || run.epochs.length === 0) return null;
    return { run: run.id, epoch: Math.min(app.epoch, app.lastEpoch) };
  });

  /** The run's data set; the newest one where there is no run. */
  dataset = $derived(app.dataset ?? (app.run === null ? (app.datasets.at(-1) ?? null) : null));

  #arrangement = $derived.by((): Arrangement => {
    const asked = this.#asked;
    if (asked === null || asked.project !== app.project?.path) {
      return { filter: everything, sort: bySample };
    }
    const dataset = this.dataset?.id ?? null;
    if (dataset === null || asked.dataset === null || asked.dataset === dataset) return asked;
    const hasRun = (run: number) => app.runs.find(({ id }) => id === run)?.dataset === dataset;
    return {
      filter: inOtherDataset(asked.filter, hasRun),
      sort: scoreNameOf(asked.sort.by) === null ? asked.sort : bySample,
    };
  });

  get filter(): Filter {
    return this.#arrangement.filter;
  }
  set filter(filter: Filter) {
    this.#ask({ filter, sort: this.sort });
  }

  get sort(): Sort {
    return this.#arrangement.sort;
  }
  set sort(sort: Sort) {
    this.#ask({ filter: this.filter, sort });
  }

  #ask(arrangement: Arrangement): void {
    const project = app.project?.path;
    if (project === undefined) return;
    this.#asked = { ...arrangement, project, dataset: this.dataset?.id ?? null };
  }

  /** The moment that the order is held at while another is shown (hide-and-seek); null to follow the cursor. */
  held = $derived.by((): Moment | null => {
    if (this.#held?.project !== app.project?.path) return null;
    const moment = this.#held?.moment;
    if (moment === undefined || moment.run !== this.moment?.run) return null;
    // Epochs may have been taken back since.
    return moment.epoch > app.lastEpoch ? null : moment;
  });

  query = $derived.by((): Query | null => {
    const { dataset, filter, sort } = this;
    if (dataset === null) return null;
    return { dataset: dataset.id, moment: this.held ?? this.moment, filter, sort };
  });

  /** Equal for two queries only where a place means the same sample in both. */
  order = $derived.by((): string | null => {
    const { query } = this;
    return query === null ? null : this.#orderOf(query);
  });

  #orderOf(query: Query): string {
    const { project, runs } = app;
    const recorded = (run: number) => runs.find(({ id }) => id === run)?.epochs.length ?? 0;
    return `${project?.path} ${orderKey(query, recorded)}`;
  }

  /** Whether places of a query, which may be the one before, are places of the order. */
  isOrderOf(query: Query): boolean {
    return this.order === this.#orderOf(query);
  }

  /** Of the query; of the one before it until its count is there. */
  found = $state.raw<Found | null>(null);
  /** Why it cannot be said how many the query finds. */
  failure = $state.raw<string | null>(null);

  /** What the shell calls the order; undefined until it has found it. */
  #name = $derived(this.found?.query === this.query ? this.found?.order : undefined);

  /** Chosen places of the order. Those of another order come back with it. */
  get ranges(): Ranges {
    const { order, ranges, found } = this.#chosen;
    if (order !== this.order) return NONE;
    return this.#name === undefined || this.#name === found ? ranges : NONE;
  }
  set ranges(ranges: Ranges) {
    const { order } = this;
    if (order !== null) this.#chosen = { order, ranges, found: this.found?.order };
  }

  chosen = $derived(sizeOf(this.ranges));

  selection = $derived.by((): Selection | null => {
    if (this.query === null || this.ranges.length === 0) return null;
    const ranges = this.ranges.map(([from, to]): [number, number] => [from, to]);
    return { query: this.query, order: this.#chosen.found, ranges };
  });

  /** Why the last choice was not taken, as a sentence. */
  refused = $state<string | null>(null);

  /** Chooses places of the order instead of those that were. */
  choose(ranges: Ranges): void {
    const count = this.found?.count ?? 0;
    const within = below(ranges, count);
    if (within.length > MOST_RANGES) {
      this.refused = 'More than 10,000 separate pieces cannot be chosen at once.';
      return;
    }
    this.refused = null;
    this.ranges = within;
  }

  chooseAll(): void {
    const count = this.found?.count ?? 0;
    if (count > 0) this.choose([[0, count - 1]]);
  }

  chooseNone(): void {
    this.choose([]);
  }

  /** Holds the order where it is, or lets it follow the cursor again. */
  hold(on: boolean): void {
    const { moment } = this;
    const project = app.project?.path;
    this.#held = on && moment !== null && project !== undefined ? { project, moment } : null;
  }

  /** Follows the query; for an effect of each view that shows what is found. */
  follow(): void {
    const { query } = this;
    void [counts.version, app.project?.path];
    if (query === null) {
      this.found = null;
      this.failure = null;
      counts.release(this);
      return;
    }
    const wish = countWish(query);
    counts.want(this, [wish]);
    const count = counts.get(wish.key);
    const before = untrack(() => this.found);
    if (count !== undefined) this.found = { query, ...count };
    else if (before !== null && before.query.dataset !== query.dataset) this.found = null;
    this.failure = counts.failure(wish.key);
  }

  /** Where the sample stands in the order; null where the query does not find it. */
  async placeOf(sample: number): Promise<number | null> {
    const { query, order } = this;
    if (query === null || order === null) return null;
    const known = this.#stood;
    if (known !== null && known.order === order && known.sample === sample) return known.place;
    const { place } = await app.client.call('samples.place', { query, sample });
    if (place !== null) this.#stood = { order, sample, place };
    return place;
  }
  #stood: { order: string; sample: number; place: number } | null = null;

  /** The sample at a place of the order; null beyond its end. */
  async sampleAt(place: number): Promise<number | null> {
    const { query, order } = this;
    if (query === null || order === null || place < 0) return null;
    const { samples } = await app.client.call('samples.window', {
      ...{ query, start: place, end: place + 1, shown: null },
    });
    const sample = samples.at(0) ?? null;
    if (sample !== null) this.#stood = { order, sample, place };
    return sample;
  }

  #steps = 0;
  #stepping = false;

  /**
   * Selects the next or previous sample by the query; the first or last where none is selected, or
   * the query does not find the one that is. Steps that are asked for meanwhile are taken together.
   */
  async step(by: 1 | -1): Promise<void> {
    this.#steps += by;
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      while (this.#steps !== 0) {
        const steps = this.#steps;
        const place = await this.#placeAfter(steps);
        const sample = place === null ? null : await this.sampleAt(place);
        this.#steps -= steps;
        if (sample !== null) app.selectSample(sample);
      }
    } finally {
      this.#steps = 0;
      this.#stepping = false;
    }
  }

  async #placeAfter(steps: number): Promise<number | null> {
    const { query } = this;
    if (query === null) return null;
    const { count } =
      this.found?.query === query ? this.found : await app.client.call('samples.find', { query });
    if (count === 0) return null;
    const at = app.sample === null ? null : await this.placeOf(app.sample);
    const to = at === null ? (steps > 0 ? steps - 1 : count + steps) : at + steps;
    return Math.min(count - 1, Math.max(0, to));
  }
}

export const browse = new Browse();
