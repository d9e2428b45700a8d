import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choose,
  randomStream,
  shuffle,
  type RandomKey,
  type RandomStream,
} from '../../../src/core/random/stream.ts';

const known: RandomKey = { seed: 42, purpose: 'known' };
const draw = (count: number, random: RandomStream) =>
  Array.from({ length: count }, () => random.uint32());
const range = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

/** Sum of (observed - expected)² / expected, for counts that should all be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** About four standard deviations above the mean of chi-square; seeds are fixed, so a pass stays a pass. */
const chiSquareLimit = (cells: number) => cells - 1 + 4 * Math.sqrt(2 * (cells - 1));

describe('known answers: what is drawn for a key never changes', () => {
  it.each<[RandomKey, number[]]>([
    [{ seed: 0, purpose: '' }, [3830219487, 2829078343, 771833622, 2466618301, 3576930723]],
    [{ seed: 1, purpose: 'order' }, [2047982380, 3603807013, 3852081443, 1054515681, 2000045857]],
    [
      { seed: 1, purpose: 'order', epoch: 1 },
      [813032449, 3696645645, 1818312260, 1123792176, 2325477860],
    ],
    [
      { seed: 1, purpose: 'hide', epoch: 3, index: 7 },
      [2716292144, 65059422, 1716280679, 1923045847, 837889064],
    ],
    [
      { seed: 2 ** 32 + 1, purpose: 'order' },
      [1477546901, 4054696095, 2596855776, 1421004718, 864777689],
    ],
    [
      { seed: Number.MAX_SAFE_INTEGER, purpose: 'gewichte é中', epoch: 99999, index: 65535 },
      [3531330933, 2825973234, 1563027016, 47400109, 3517600716],
    ],
  ])('uint32 of %j', (key, answers) => {
    expect(draw(5, randomStream(key))).toEqual(answers);
  });

  it('float', () => {
    const random = randomStream(known);
    const floats = [random.float(), random.float(), random.float()];
    expect(floats).toEqual([0.8033862547227159, 0.39771920784760095, 0.3423863533041741]);
  });

  it('below', () => {
    const random = randomStream(known);
    const drawn = [10, 1000, 3 * 2 ** 30, 2 ** 32, 1].map((n) => random.below(n));
    expect(drawn).toEqual([7, 230, 1708190976, 1972527173, 0]);
  });

  it('normal', () => {
    const random = randomStream(known);
    // Logarithm and cosine may differ in the last bit from one JavaScript engine to another.
    expect(random.normal()).toBeCloseTo(-1.4438136947666056, 12);
    expect(random.normal()).toBeCloseTo(-0.45139657530597876, 12);
    expect(random.normal()).toBeCloseTo(0.25965408248077176, 12);
  });

  it('shuffle', () => {
    expect([...shuffle(range(10), randomStream(known))]).toEqual([9, 4, 3, 5, 2, 8, 1, 0, 6, 7]);
  });

  it('choose', () => {
    expect([...choose(20, 6, randomStream(known))]).toEqual([4, 5, 10, 11, 15, 16]);
  });
});

describe('keys', () => {
  const key: Required<RandomKey> = { seed: 1, purpose: 'order', epoch: 2, index: 3 };

  it('draws the same again for the same key', () => {
    expect(draw(100, randomStream(key))).toEqual(draw(100, randomStream({ ...key })));
  });

  it('takes epoch and index for 0 where they are left out', () => {
    const zeros = { seed: 1, purpose: 'order', epoch: 0, index: 0 };
    expect(draw(4, randomStream({ seed: 1, purpose: 'order' }))).toEqual(
      draw(4, randomStream(zeros)),
    );
  });

  it.each<[string, RandomKey]>([
    ['the low bits of the seed', { ...key, seed: 2 }],
    ['the high bits of the seed', { ...key, seed: 1 + 2 ** 32 }],
    ['the highest bit of the seed', { ...key, seed: 1 + 2 ** 52 }],
    ['the purpose', { ...key, purpose: 'ordes' }],
    ["the purpose's length", { ...key, purpose: 'order\0' }],
    ['the epoch', { ...key, epoch: 3 }],
    ['the index', { ...key, index: 4 }],
    ['epoch and index, exchanged', { ...key, epoch: 3, index: 2 }],
  ])('draws something else where only %s differs', (_, other) => {
    const drawn = draw(8, randomStream(key));
    draw(8, randomStream(other)).forEach((value, i) => expect(value).not.toBe(drawn[i]));
  });

  it('has no two streams that begin alike among thousands of neighbouring keys', () => {
    const starts = new Set<string>();
    for (const purpose of ['order', 'hide', 'weights']) {
      for (let seed = 0; seed < 10; seed++) {
        for (let epoch = 0; epoch < 50; epoch++) {
          for (let index = 0; index < 10; index++) {
            starts.add(draw(2, randomStream({ seed, purpose, epoch, index })).join());
          }
        }
      }
    }
    expect(starts.size).toBe(3 * 10 * 50 * 10);
  });

  it('shares half of the bits, as chance does, between neighbouring epochs', () => {
    const pairs = 4000;
    let different = 0;
    for (let epoch = 0; epoch < pairs; epoch++) {
      const [a] = draw(1, randomStream({ ...key, epoch }));
      const [b] = draw(1, randomStream({ ...key, epoch: epoch + 1 }));
      for (let bits = (a ^ b) >>> 0; bits !== 0; bits >>>= 1) different += bits & 1;
    }
    const deviation = Math.sqrt(pairs * 32) / 2;
    expect(Math.abs(different - pairs * 16)).toBeLessThan(4 * deviation);
  });
});

describe('below', () => {
  it.each([2, 3, 7, 10, 257])('gives each of %i results equally often', (n) => {
    const random = randomStream({ seed: 5, purpose: 'below', index: n });
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < n * 1000; i++) counts[random.below(n)]++;
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(n));
  });

  it('does not favour small results where n does not divide 2^32', () => {
    // A bare modulo would give half of the draws, and not a third, to the lowest third.
    const n = 3 * 2 ** 30;
    const random = randomStream({ seed: 5, purpose: 'below' });
    const draws = 30_000;
    let lowest = 0;
    for (let i = 0; i < draws; i++) if (random.below(n) < n / 3) lowest++;
    const deviation = Math.sqrt(draws * (1 / 3) * (2 / 3));
    expect(Math.abs(lowest - draws / 3)).toBeLessThan(4 * deviation);
  });

  it('stays below n', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, n) => {
        const drawn = randomStream({ seed, purpose: 'below' }).below(n);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
      }),
    );
  });
});

describe('float', () => {
  it('fills [0, 1) evenly', () => {
    const random = randomStream({ seed: 6, purpose: 'float' });
    const counts = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.float() * 100)]++;
    expect(counts).toHaveLength(100);
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(100));
  });

  it('uses 53 bits', () => {
    const random = randomStream({ seed: 6, purpose: 'float' });
    let lowestBits = 0;
    for (let i = 0; i < 1000; i++) lowestBits += (random.float() * 2 ** 53) % 2;
    expect(lowestBits).toBeGreaterThan(400);
    expect(lowestBits).toBeLessThan(600);
  });
});

it('draws normal numbers with mean 0, standard deviation 1 and the tails of a bell curve', () => {
  const random = randomStream({ seed: 7, purpose: 'normal' });
  const count = 50_000;
  const values = Array.from({ length: count }, () => random.normal());
  const mean = values.reduce((a, b) => a + b, 0) / count;
  const variance = values.reduce((a, b) => a + b * b, 0) / count;
  const outsideTwo = values.filter((value) => Math.abs(value) > 2).length / count;
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  expect(outsideTwo).toBeCloseTo(0.0455, 2);
});

describe('shuffle', () => {
  it('keeps every value', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(20), { maxLength: 60 }), (seed, values) => {
        const shuffled = shuffle(Uint32Array.from(values), randomStream({ seed, purpose: 'x' }));
        expect(shuffled.toSorted()).toEqual(Uint32Array.from(values).toSorted());
      }),
    );
  });

  it('makes every order of four equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 12_000; epoch++) {
      const order = shuffle(range(4), randomStream({ seed: 8, purpose: 'shuffle', epoch })).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareLimit(24));
  });
});

describe('choose', () => {
  it('takes k different numbers below n, ascending', () => {
    const sizes = fc
      .nat(200)
      .chain((n) => fc.record({ n: fc.constant(n), k: fc.nat(n), seed: fc.nat() }));
    fc.assert(
      fc.property(sizes, ({ n, k, seed }) => {
        const chosen = choose(n, k, randomStream({ seed, purpose: 'choose' }));
        expect(chosen).toHaveLength(k);
        expect([...chosen]).toEqual([...new Set(chosen)].sort((a, b) => a - b));
        expect(chosen.every((value) => value < n)).toBe(true);
      }),
    );
  });

  it('takes all n of n, and none of none', () => {
    expect(choose(5, 5, randomStream(known))).toEqual(range(5));
    expect(choose(0, 0, randomStream(known))).toHaveLength(0);
  });

  it('takes every pair out of six equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 15_000; epoch++) {
      const pair = choose(6, 2, randomStream({ seed: 9, purpose: 'choose', epoch })).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(15);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareLimit(15));
  });
});
