import { describe, expect, it } from 'vitest';
import { orderKey } from '../../../renderer/lib/order-key.ts';
import { bySample, everything, type Query } from '../../../src/core/query/query.ts';

const five = (_run: number) => 5;
const query: Query = {
  dataset: 1,
  moment: { run: 2, epoch: 3 },
  filter: everything,
  sort: bySample,
};
const later = { run: 2, epoch: 4 };
const byLoss = { ...query, sort: { by: 'loss', descending: true } } as const;
const byTimesHidden = { ...query, sort: { by: 'timesHidden', descending: true } } as const;
const key = (asked: Query, recorded = five) => orderKey(asked, recorded);
const filteredBy = (filter: Query['filter']): Query => ({ ...query, filter });

describe('a place of an order means the same sample', () => {
  it('at every epoch where nothing of an epoch is asked', () => {
    expect(key({ ...query, moment: later })).toBe(key(query));
    expect(key({ ...byTimesHidden, moment: later })).toBe(key(byTimesHidden));
  });

  it('at one epoch where it is sorted or filtered by what is of an epoch', () => {
    const hidden = filteredBy({ not: { field: 'state', in: ['hidden'] } });
    for (const asked of [byLoss, hidden]) {
      expect(key({ ...asked, moment: later })).not.toBe(key(asked));
    }
  });

  it('at every epoch where a filter names its own', () => {
    const hidden = filteredBy({ any: [{ field: 'state', in: ['hidden'], at: later }] });
    expect(key({ ...hidden, moment: later })).toBe(key(hidden));
  });

  it('until a further epoch changes what is counted over the run', () => {
    const more = (run: number) => (run === 2 ? 6 : 5);
    expect(key(byTimesHidden, more)).not.toBe(key(byTimesHidden));
    expect(key(byLoss, more)).toBe(key(byLoss));
  });

  it('until the run that a filter names has a further epoch', () => {
    const counted = (run: number) =>
      filteredBy({ field: 'timesHidden', min: 1, max: null, at: { run, epoch: 0 } });
    const more = (run: number) => (run === 7 ? 6 : 5);
    expect(key(counted(7), more)).not.toBe(key(counted(7)));
    expect(key(counted(2), more)).toBe(key(counted(2)));
  });

  it('not in another data set, filter, sort or run', () => {
    const others: Query[] = [
      { ...query, dataset: 2 },
      filteredBy({ field: 'class', in: [1] }),
      byLoss,
      { ...byTimesHidden, moment: { run: 3, epoch: 3 } },
    ];
    const keys = [query, byTimesHidden, ...others].map((asked) => key(asked));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
