/** What the two panes compare. */
import { termsOf } from '../../src/core/query/edit.ts';
import type { Condition, Filter, Moment } from '../../src/core/query/query.ts';
import { app } from '../lib/app.svelte.ts';
import { browse } from '../lib/browse.svelte.ts';

/** A fixed moment; or one that moves with the time cursor; null is the first epoch of the run. */
export type Side = Moment | 'cursor' | null;

class Comparison {
  left = $state.raw<Side>(null);
  right = $state.raw<Side>('cursor');

  /** Both moments; null while no run has recorded an epoch. */
  moments = $derived.by((): readonly [Moment, Moment] | null => {
    const { moment } = browse;
    if (moment === null) return null;
    const resolve = (side: Side): Moment => {
      if (side === 'cursor') return moment;
      const known = side !== null && this.runs.find(({ id }) => id === side.run);
      // A run that is gone, or of another data set, has nothing to compare.
      if (side === null || known === undefined || known === false) return { ...moment, epoch: 0 };
      return { run: side.run, epoch: Math.min(side.epoch, known.epochs.length - 1) };
    };
    return [resolve(this.left), resolve(this.right)];
  });

  /** Runs of the data set that have recorded an epoch. */
  get runs() {
    return app.runs.filter(
      ({ dataset, epochs }) => dataset === browse.dataset?.id && epochs.length > 0,
    );
  }
}
export const comparison = new Comparison();

export const overlaps = ['both', 'onlyA', 'onlyB', 'neither'] as const;
export type Overlap = (typeof overlaps)[number];

/** The samples of one part of the overlap, as conditions. */
export function overlapConditions(part: Overlap, a: Moment, b: Moment): Condition[] {
  const hidden = (at: Moment): Condition => ({ field: 'state', in: ['hidden'], at });
  const seen = (at: Moment): Condition => ({ field: 'state', in: ['trained', 'movedBack'], at });
  return [
    part === 'both' || part === 'onlyA' ? hidden(a) : seen(a),
    part === 'both' || part === 'onlyB' ? hidden(b) : seen(b),
  ];
}

const isPart = (filter: Filter): boolean =>
  'field' in filter && filter.field === 'state' && filter.at !== undefined;

/** The filter with another part of the overlap, or with none. */
export const withOverlap = (filter: Filter, conditions: readonly Condition[]): Filter => ({
  all: [...termsOf(filter).filter((term) => !isPart(term)), ...conditions],
});

/** Whether the filter lets exactly this part of the overlap pass. */
export const hasOverlap = (filter: Filter, conditions: readonly Condition[]): boolean =>
  JSON.stringify(termsOf(filter).filter(isPart)) === JSON.stringify(conditions);
