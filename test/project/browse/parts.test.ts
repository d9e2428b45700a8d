import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edgesOf, lossAxis, shareOf, ticksOf, valueAt } from '../../../src/core/query/axis.ts';
import { mapAxes } from '../../../src/core/query/map.ts';
import { sourceNameOf } from '../../../src/core/record/dataset.ts';
import { withinArea } from '../../../src/project/browse/area.ts';
import { binsOf, countBins, NO_BIN } from '../../../src/project/browse/bins.ts';
import { ByteCache } from '../../../src/project/browse/byte-cache.ts';
import { nameKeys, namesWith } from '../../../src/project/browse/file-names.ts';
import { newMask, passing, countOf } from '../../../src/project/browse/mask.ts';
import { numberKeys, orderBy } from '../../../src/project/browse/order.ts';
import { syntheticDataset } from '../support/synthetic.ts';
import { isWithin } from './world.ts';

const numbers = fc
  .array(fc.oneof(fc.float(), fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity, 1e-40, -1e-40)), {
    maxLength: 300,
  })
  .map((values) => Float32Array.from(values));

describe('an order', () => {
  const sorted = (values: Float32Array, descending: boolean) =>
    Array.from(values.keys()).sort((a, b) => {
      const [x, y] = [values[a], values[b]];
      const missing = Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      if (missing !== 0) return missing;
      const apart = x < y ? -1 : x > y ? 1 : 0;
      return (descending ? -apart : apart) || a - b;
    });

  test('by radix is that of a comparator, in both directions', () => {
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, descending) => {
        expect([...orderBy(numberKeys(values), descending, null)]).toEqual(
          sorted(values, descending),
        );
      }),
    );
  });

  test('of those that pass is the order of all without the others', () => {
    fc.assert(
      fc.property(numbers, fc.boolean(), fc.integer(), (values, descending, seed) => {
        const mask = newMask(values.length);
        for (let i = 0; i < mask.length; i++) mask[i] = (Math.imul(i + 1, seed) >>> 13) & 1;
        const count = countOf(mask);
        const keys = numberKeys(values);
        const whole = orderBy(keys, descending, null);
        expect(orderBy(keys, descending, { mask, count })).toEqual(passing(whole, mask, count));
      }),
    );
  });
});

describe('an area', () => {
  const corner = fc.tuple(
    fc.float({ min: -0.25, max: 1.25, noNaN: true }),
    fc.float({ min: -0.25, max: 1.25, noNaN: true }),
  );
  const onGrid = fc.nat(8).map((place) => place / 8);
  const polygons = fc.oneof(
    fc.array(corner, { minLength: 3, maxLength: 12 }),
    // Edges along the cells and through one another, and points that stand on them.
    fc.array(fc.tuple(onGrid, onGrid), { minLength: 3, maxLength: 9 }),
  );
  const point = fc.oneof(fc.float({ min: 0, max: 1, noNaN: true }), onGrid, fc.constant(NaN));
  const points = fc.array(fc.tuple(point, point), { maxLength: 200 });

  test('has the points that the even-odd rule says, edge by edge', () => {
    fc.assert(
      fc.property(polygons, points, (corners, given) => {
        const xs = Float32Array.from(given, ([x]) => x);
        const ys = Float32Array.from(given, ([, y]) => y);
        const expected = given.map((_, i) => Number(isWithin(corners, xs[i], ys[i])));
        expect([...withinArea(corners, xs, ys)]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bins', () => {
  test('begin at their edges on both kinds of axis', () => {
    const axes = fc.constantFrom(
      lossAxis,
      { scale: 'linear' as const, min: -1, max: 1 },
      { scale: 'linear' as const, min: 3, max: 90 },
    );
    fc.assert(
      fc.property(axes, numbers, fc.constantFrom(48, 256), (axis, given, bins) => {
        const edges = edgesOf(axis, bins);
        // And numbers next to the edges.
        const values = Float32Array.from([...given, ...edges.filter((_, i) => i % 5 === 0)]);
        const expected = Array.from(values, (value) =>
          Number.isNaN(value)
            ? NO_BIN
            : Math.min(bins - 1, Math.max(0, edges.filter((edge) => edge <= value).length - 1)),
        );
        expect([...binsOf(values, axis, bins)]).toEqual(expected);
      }),
    );
  });

  test('are counted without what has none', () => {
    const bins = Uint8Array.of(0, 2, 2, NO_BIN);
    expect([...countBins(bins, null, 3)]).toEqual([1, 0, 2]);
    expect([...countBins(bins, Uint8Array.of(0, 1, 0, 1), 3)]).toEqual([0, 0, 1]);
  });
});

describe('an axis', () => {
  test('has every value at its share', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(shareOf(lossAxis, valueAt(lossAxis, share))).toBeCloseTo(share, 10);
      }),
    );
  });

  test('ends at what is beyond it, and has nothing of what is no number', () => {
    const ends = [0, -1, 1e-9, 1000, Infinity].map((value) => shareOf(lossAxis, value));
    expect(ends).toEqual([0, 0, 0, 1, 1]);
    expect(shareOf(lossAxis, NaN)).toBeNaN();
  });

  test('of losses has a tick at every power of ten', () => {
    expect(ticksOf(lossAxis).map(({ value }) => Math.log10(value).toFixed(6))).toEqual(
      [-6, -5, -4, -3, -2, -1, 0, 1, 2].map((power) => power.toFixed(6).replace(/^-0/, '0')),
    );
  });

  test('two of them are a data map', () => {
    const { cartography, hiding } = mapAxes;
    expect([shareOf(cartography.x, 0.25), shareOf(cartography.y, 0.8)]).toEqual([0.5, 0.8]);
    expect(shareOf(hiding.x, 9 / 36)).toBe(0.25);
    expect(shareOf(hiding.y, 1e-2)).toBeCloseTo(0.5, 10);
  });
});

test('samples are found by any part of their names', () => {
  const { record } = syntheticDataset(50, 4, 10);
  const named = {
    ...record,
    source: {
      ...record.source,
      files: { ...record.source.files, trainImages: 'Train-12#x', testImages: 't10k' },
    },
  };
  const index = fc.oneof(fc.nat(1200), fc.constantFrom(0, 10, 100, 1_281_166));
  const text = fc.oneof(
    fc.constantFrom('#', 'TRAIN', '2#x#1', 'x#0', '#00', 'k#10', '10', '0', '00', '12', '#x', 'q'),
    fc.nat(1300).map(String),
    fc.nat(130).map((number) => `#${number}`),
  );
  fc.assert(
    fc.property(fc.array(index, { minLength: 60, maxLength: 60 }), text, (indices, part) => {
      const expected = indices.map((own, sample) =>
        Number(sourceNameOf(named, sample, own).toLowerCase().includes(part.toLowerCase())),
      );
      expect([...namesWith(named, Uint32Array.from(indices), part)]).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['which begins with an earlier letter', { testImages: 'a-test' }, {}, [3, 4, 0, 2, 1]],
  ['which begins with a later letter', { testImages: 'z-test' }, {}, [0, 2, 1, 3, 4]],
  ['where the test samples are held out of the same file', {}, { validation: 2 }, [3, 0, 2, 4, 1]],
])('names sort by file, %s, and within it by number', (_, files, source, expected) => {
  const { record } = syntheticDataset(3, 10, 2);
  const named = {
    ...record,
    source: {
      ...record.source,
      ...source,
      files: { ...record.source.files, trainImages: 'train', ...files },
    },
  };
  const keys = nameKeys(named, Uint32Array.of(2, 100, 10, 1, 20));
  expect([...orderBy(keys, false, null)]).toEqual(expected);
});

test('what is held out of the training files is named by them', () => {
  const { record } = syntheticDataset(5);
  const heldOut = { ...record, source: { ...record.source, validation: 5 } };
  expect([sourceNameOf(record, 7, 3), sourceNameOf(heldOut, 7, 3)]).toEqual(['c#3', 'a#3']);
});

describe('a cache', () => {
  test('lets go of what was used longest ago, and never has more than its bytes', () => {
    const cache = new ByteCache(10_000);
    const made: string[] = [];
    const get = (key: string) =>
      cache.get(key, () => {
        made.push(key);
        return new Uint8Array(4000);
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  test('does not keep what is larger than all of it', () => {
    const cache = new ByteCache(1000);
    cache.get('a', () => new Uint8Array(100));
    cache.get('b', () => new Uint8Array(5000));
    expect([cache.has('a'), cache.has('b')]).toEqual([true, false]);
  });
});
