import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packFlags } from '../../../src/core/ledger/bits.ts';
import { factsOf, outcomeOf, stateOf } from '../../../renderer/lib/facts.ts';
import {
  chips,
  countChips,
  everything,
  select,
  sortKeys,
  type Chip,
  type Filter,
  type Sort,
  type Table,
} from '../../../renderer/gallery/select.ts';

type Row = {
  loss: number;
  confidence: number;
  label: number;
  state: 'trained' | 'hidden' | 'movedBack';
  correct: 0 | 1;
  correctBefore: 0 | 1;
  timesHidden: number;
  forgetting: number;
};

const flags = (rows: Row[], holds: (row: Row) => unknown) =>
  packFlags(Uint8Array.from(rows, (row) => (holds(row) ? 1 : 0)));

function tableOf(rows: Row[]): Table {
  const columns = {
    loss: Float32Array.from(rows, ({ loss }) => loss),
    confidence: Float32Array.from(rows, ({ confidence }) => confidence),
    correct: flags(rows, ({ correct }) => correct),
    hidden: flags(rows, ({ state }) => state === 'hidden'),
    movedBack: flags(rows, ({ state }) => state === 'movedBack'),
  };
  return {
    facts: factsOf(columns, { correct: flags(rows, ({ correctBefore }) => correctBefore) }),
    // Test samples stand after the training samples.
    labels: Uint16Array.from([...rows.map(({ label }) => label), 1, 2]),
    columns,
    aggregates: {
      timesHidden: Uint16Array.from(rows, ({ timesHidden }) => timesHidden),
      forgetting: Uint16Array.from(rows, ({ forgetting }) => forgetting),
    },
  };
}

const means: Record<Chip, (row: Row) => boolean> = {
  hidden: ({ state }) => state === 'hidden',
  movedBack: ({ state }) => state === 'movedBack',
  trained: ({ state }) => state === 'trained',
  right: ({ correct }) => correct === 1,
  wrong: ({ correct }) => correct === 0,
  forgotten: ({ correct, correctBefore }) => correct === 0 && correctBefore === 1,
};

function naive(rows: Row[], filter: Filter, sort: Sort): number[] {
  const states = filter.chips.filter((chip) => ['hidden', 'movedBack', 'trained'].includes(chip));
  const outcomes = filter.chips.filter((chip) => ['right', 'wrong', 'forgotten'].includes(chip));
  const value = (sample: number) => (sort.key === 'sample' ? sample : rows[sample][sort.key]);
  const sign = sort.descending ? -1 : 1;
  return rows
    .map((row, sample) => ({ row, sample }))
    .filter(
      ({ row }) =>
        (states.length === 0 || states.some((chip) => means[chip](row))) &&
        (outcomes.length === 0 || outcomes.some((chip) => means[chip](row))) &&
        (filter.classes.length === 0 || filter.classes.includes(row.label)) &&
        (filter.loss === null || (row.loss >= filter.loss.min && row.loss <= filter.loss.max)),
    )
    .map(({ sample }) => sample)
    .sort((a, b) => sign * (value(a) - value(b)) || a - b);
}

const float = fc.oneof(
  fc.constantFrom(0, -0, 0.5, 1, 1.5e-45, -1e-7).map(Math.fround),
  fc.float({ min: 0, max: 20, noNaN: true }),
);
const row: fc.Arbitrary<Row> = fc.record({
  loss: float,
  confidence: fc.float({ min: 0, max: 1, noNaN: true }),
  label: fc.integer({ min: 0, max: 3 }),
  state: fc.constantFrom('trained', 'hidden', 'movedBack'),
  correct: fc.constantFrom(0, 1),
  correctBefore: fc.constantFrom(0, 1),
  timesHidden: fc.integer({ min: 0, max: 3 }),
  forgetting: fc.constantFrom(0, 1, 255, 256, 65_535),
});
const rowLists = fc.array(row, { maxLength: 60 });
const filters: fc.Arbitrary<Filter> = fc.record({
  chips: fc.oneof(fc.constant([]), fc.subarray([...chips])),
  classes: fc.oneof(fc.constant([]), fc.subarray([0, 1, 2, 3, 4])),
  loss: fc.oneof(
    fc.constant(null),
    fc.tuple(float, float).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
  ),
});
const sorts: fc.Arbitrary<Sort> = fc.record({
  key: fc.constantFrom(...sortKeys),
  descending: fc.boolean(),
});

describe('the selection of the gallery', () => {
  it('is what a filter and a comparator sort give, row by row', () => {
    fc.assert(
      fc.property(rowLists, filters, sorts, (rows, filter, sort) => {
        expect([...select(tableOf(rows), filter, sort)]).toEqual(naive(rows, filter, sort));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the lower sample first among equal ones, also when descending', () => {
    const same: Row = {
      loss: 1,
      confidence: 1,
      label: 0,
      state: 'trained',
      correct: 1,
      correctBefore: 1,
      timesHidden: 2,
      forgetting: 0,
    };
    const sort = { key: 'loss', descending: true } as const;
    expect([...select(tableOf([same, same, same]), everything, sort)]).toEqual([0, 1, 2]);
  });

  it('counts for each chip the samples that it alone lets pass', () => {
    fc.assert(
      fc.property(rowLists, (rows) => {
        const expected = chips.map((chip) => rows.filter(means[chip]).length);
        expect(Object.values(countChips(tableOf(rows).facts))).toEqual(expected);
      }),
    );
  });

  it('leaves the columns as they are', () => {
    fc.assert(
      fc.property(rowLists, sorts, (rows, sort) => {
        const table = tableOf(rows);
        const before = structuredClone(table);
        select(table, everything, sort);
        expect(table).toEqual(before);
      }),
    );
  });

  it('handles 60,000 samples at least twice as fast as a comparator sort', () => {
    const count = 60_000;
    const rows = Array.from({ length: count }, (_, i): Row => {
      const mixed = Math.imul(i + 1, 2_654_435_761) >>> 0;
      return {
        loss: mixed / 2 ** 30,
        confidence: 0.5,
        label: mixed % 4,
        state: mixed % 3 === 0 ? 'hidden' : 'trained',
        correct: 1,
        correctBefore: 1,
        timesHidden: 0,
        forgetting: 0,
      };
    });
    const table = tableOf(rows);
    const fastest = (job: () => void) =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const start = performance.now();
          job();
          return performance.now() - start;
        }),
      );
    const own = fastest(() => select(table, everything, { key: 'loss', descending: false }));
    const { loss } = table.columns;
    const samples = Array.from({ length: count }, (_, i) => i);
    const other = fastest(() => samples.toSorted((a, b) => loss[a] - loss[b] || a - b));
    expect(own).toBeLessThan(other / 2);
  });
});

describe('facts of a sample', () => {
  it('name the state and the outcome that the columns hold', () => {
    fc.assert(
      fc.property(rowLists, (rows) => {
        const named = Array.from(tableOf(rows).facts, (own) => [stateOf(own), outcomeOf(own)]);
        const expected = rows.map((own) => [
          own.state,
          means.forgotten(own) ? 'forgotten' : means.wrong(own) ? 'wrong' : 'right',
        ]);
        expect(named).toEqual(expected);
      }),
    );
  });

  it('forget nothing at epoch 0, which has no epoch before', () => {
    const empty = Uint8Array.of(0);
    const columns = { loss: new Float32Array(1), correct: empty, hidden: empty, movedBack: empty };
    expect(outcomeOf(factsOf(columns, null)[0])).toBe('wrong');
  });
});
