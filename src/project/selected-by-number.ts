import type { Selection } from '../core/query/selection.ts';

/** Stands in until queries are carried out: places are sample numbers. */
export const selectedByNumber =
  (samplesOf: (dataset: number) => number) =>
  ({ query, ranges }: Selection): Uint32Array => {
    const { filter, dataset } = query;
    const count = samplesOf(dataset);
    const within = 'field' in filter && filter.field === 'samples' ? filter.ranges : null;
    const found = Array.from({ length: count }, (_, sample) => sample).filter(
      (sample) => within?.some(([from, to]) => from <= sample && sample <= to) ?? true,
    );
    return Uint32Array.from(
      ranges === null ? found : ranges.flatMap(([from, to]) => found.slice(from, to + 1)),
    );
  };
