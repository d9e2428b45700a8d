import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conditionOf,
  conditionOn,
  inOtherDataset,
  negatedAt,
  termsOf,
  valuesOf,
  withCondition,
  withoutSubject,
  withoutTermAt,
  withTermAt,
  withValue,
} from '../../../src/core/query/edit.ts';
import type { Condition, Filter } from '../../../src/core/query/query.ts';

/** A sample as far as the conditions of these tests ask. */
type Row = { class: number; state: 'trained' | 'hidden' | 'movedBack'; loss: number };

/** What passes, said as plainly as can be. */
function passes(filter: Filter, row: Row): boolean {
  if ('all' in filter) return filter.all.every((each) => passes(each, row));
  if ('any' in filter) return filter.any.some((each) => passes(each, row));
  if ('not' in filter) return !passes(filter.not, row);
  if (filter.field === 'class') return filter.in.includes(row.class);
  if (filter.field === 'state') return filter.in.includes(row.state);
  if (filter.field === 'loss') {
    return row.loss >= (filter.min ?? -Infinity) && row.loss <= (filter.max ?? Infinity);
  }
  throw new Error(`${filter.field} is not in these tests.`);
}

const states = ['trained', 'hidden', 'movedBack'] as const;
const rows = states.flatMap((state) =>
  [0, 1, 2, 3].flatMap((label) => [0, 0.5, 1].map((loss): Row => ({ class: label, state, loss }))),
);
const passing = (filter: Filter) => rows.filter((row) => passes(filter, row));

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: fc.constant('class' as const), in: fc.uniqueArray(fc.nat(3)) }),
  fc.record({
    field: fc.constant('state' as const),
    in: fc.uniqueArray(fc.constantFrom(...states)),
  }),
  fc.record({
    field: fc.constant('loss' as const),
    min: fc.constantFrom(null, 0, 0.5, 1),
    max: fc.constantFrom(null, 0, 0.5, 1),
  }),
  fc.record({
    field: fc.constant('state' as const),
    in: fc.uniqueArray(fc.constantFrom(...states)),
    at: fc.record({ run: fc.constantFrom(1, 2), epoch: fc.nat(1) }),
  }),
);
const term: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 4, arbitrary: condition },
  { weight: 2, arbitrary: condition.map((not) => ({ not })) },
  { weight: 1, arbitrary: fc.array(condition, { maxLength: 3 }).map((any) => ({ any })) },
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.array(term, { maxLength: 5 }).map((all) => ({ all })),
  term,
);
/** A filter with a place of one of its terms. */
const withPlace = filter
  .filter((each) => termsOf(each).length > 0)
  .chain((each) => fc.tuple(fc.constant(each), fc.nat(termsOf(each).length - 1)));

describe('for any filter', () => {
  test('its terms, taken together, find what it finds', () => {
    fc.assert(
      fc.property(filter, (given) => {
        expect(passing({ all: [...termsOf(given)] })).toEqual(passing(given));
      }),
    );
  });

  test('a condition that is set holds once, and all that finds is found by it', () => {
    fc.assert(
      fc.property(filter, condition, (given, set) => {
        const changed = withCondition(given, set);
        const { field } = set;
        const at = 'at' in set ? set.at : undefined;
        expect(conditionOn(changed, { field, at })).toEqual(set);
        const without = withoutSubject(given, { field, at });
        expect(passing(changed)).toEqual(passing({ all: [without, set] }));
        expect(termsOf(changed).filter((each) => each === set)).toHaveLength(1);
      }),
    );
  });

  test('a condition that is set leaves the other terms in their order', () => {
    fc.assert(
      fc.property(filter, condition, (given, set) => {
        const subject = { field: set.field, at: 'at' in set ? set.at : undefined };
        const others = (of: Filter) => termsOf(withoutSubject(of, subject));
        expect(others(withCondition(given, set))).toEqual(others(given));
      }),
    );
  });

  test('a term that is negated twice stands as before', () => {
    fc.assert(
      fc.property(withPlace, ([given, place]) => {
        const twice = negatedAt(negatedAt(given, place), place);
        expect(termsOf(twice)).toEqual(termsOf(given));
      }),
    );
  });

  test('a negated term finds what the term alone leaves out', () => {
    fc.assert(
      fc.property(withPlace, ([given, place]) => {
        const before = termsOf(given)[place];
        const after = termsOf(negatedAt(given, place))[place];
        expect(rows.every((row) => passes(before, row) !== passes(after, row))).toBe(true);
      }),
    );
  });

  test('a term that is removed leaves the others', () => {
    fc.assert(
      fc.property(withPlace, ([given, place]) => {
        const others = termsOf(given).filter((_, i) => i !== place);
        expect(termsOf(withoutTermAt(given, place))).toEqual(others);
      }),
    );
  });

  test('a value that is chosen beside the others and given up changes nothing of them', () => {
    fc.assert(
      fc.property(filter, fc.nat(3), (given, value) => {
        const chosen = valuesOf(given, 'class');
        fc.pre(
          !chosen.includes(value) &&
            (chosen.length > 0 || conditionOn(given, { field: 'class' }) === null),
        );
        const once = withValue(given, 'class', value, true);
        expect(valuesOf(once, 'class')).toEqual([...chosen, value]);
        expect(valuesOf(withValue(once, 'class', value, true), 'class')).toEqual(chosen);
      }),
    );
  });
});

test('a value that is chosen alone takes the place of the others, and goes when it is chosen again', () => {
  const before: Filter = { all: [{ field: 'class', in: [1, 2] }] };
  const alone = withValue(before, 'class', 3, false);
  expect(alone).toEqual({ all: [{ field: 'class', in: [3] }] });
  expect(withValue(alone, 'class', 3, false)).toEqual({ all: [] });
});

test('a negated condition is not the one that holds on its field', () => {
  const not: Filter = { all: [{ not: { field: 'class', in: [1] } }] };
  expect(conditionOn(not, { field: 'class' })).toBeNull();
  expect(withCondition(not, { field: 'class', in: [2] })).toEqual({
    all: [{ not: { field: 'class', in: [1] } }, { field: 'class', in: [2] }],
  });
});

test('areas of the two maps stand beside each other', () => {
  const corners: [number, number][] = [
    [0, 0],
    [1, 0],
    [1, 1],
  ];
  const one = withCondition({ all: [] }, { field: 'area', map: 'cartography', corners });
  const both = withCondition(one, { field: 'area', map: 'hiding', corners });
  expect(termsOf(both)).toHaveLength(2);
  expect(conditionOn(both, { field: 'area', map: 'hiding' })).toMatchObject({ map: 'hiding' });
});

test('what is nested has no condition, and can be put in place of a term', () => {
  const nested: Filter = { any: [{ field: 'class', in: [1] }] };
  expect(conditionOf(nested)).toBeNull();
  expect(conditionOf({ not: nested })).toBeNull();
  expect(withTermAt({ all: [nested] }, 0, { not: nested })).toEqual({ all: [{ not: nested }] });
});

test('in another data set, terms about classes, sample numbers, scores and moments of other runs are left out', () => {
  const tagged: Filter = { field: 'tag', in: ['odd'] };
  const hidden = (run: number): Filter => ({
    field: 'state',
    in: ['hidden'],
    at: { run, epoch: 0 },
  });
  const stays: Filter[] = [tagged, hidden(2), { field: 'loss', min: 1, max: null }];
  const goes: Filter[] = [
    { field: 'class', in: [1] },
    { not: { field: 'predicted', in: [1] } },
    { any: [tagged, hidden(1)] },
    { field: 'samples', ranges: [[0, 2]] },
    { field: 'score:likeness', min: 0, max: null },
  ];
  const hasRun = (run: number) => run === 2;
  expect(inOtherDataset({ all: [...goes, ...stays] }, hasRun)).toEqual({ all: stays });
  const kept: Filter = { all: stays };
  expect(inOtherDataset(kept, hasRun)).toBe(kept);
});
