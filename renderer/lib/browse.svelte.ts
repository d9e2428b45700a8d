/** What is browsed: the query that gallery, data map and sample share, and what is chosen of it. */
import {
  bySample,
  everything,
  type Filter,
  type Query,
  type Sort,
} from '../../src/core/query/query.ts';
import type { Moment } from '../../src/core/query/query.ts';
import type { Selection } from '../../src/core/query/selection.ts';
import { app } from './app.svelte.ts';

/** Places of the order, with both ends, ascending. */
export type Ranges = readonly (readonly [number, number])[];

class Browse {
  filter = $state.raw<Filter>(everything);
  sort = $state.raw<Sort>(bySample);
  /** The moment that the order is held at while another is shown (hide-and-seek); null to follow the cursor. */
  held = $state.raw<Moment | null>(null);
  /** Chosen places of the order of `query`. */
  ranges = $state.raw<Ranges>([]);

  /** What the time cursor stands at; null where no run has recorded an epoch. */
  moment = $derived.by((): Moment | null => {
    const { run } = app;
    if (run === null || run.epochs.length === 0) return null;
    return { run: run.id, epoch: Math.min(app.epoch, app.lastEpoch) };
  });

  query = $derived.by((): Query | null => {
    const { dataset } = app;
    if (dataset === null) return null;
    const { filter, sort } = this;
    return { dataset: dataset.id, moment: this.held ?? this.moment, filter, sort };
  });

  selection = $derived.by((): Selection | null => {
    if (this.query === null || this.ranges.length === 0) return null;
    return { query: this.query, ranges: this.ranges.map(([from, to]) => [from, to]) };
  });
}

export const browse = new Browse();
