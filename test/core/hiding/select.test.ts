import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complement, partition, smallest } from '../../../src/core/hiding/select.ts';
import { randomStream } from '../../../src/core/random/stream.ts';
import { numbersBelow } from './ledgers.ts';

/** The rule, by sorting: the k smallest by (loss, sample), then ascending by sample. */
function bruteForce(loss: Float32Array, k: number): number[] {
  return numbersBelow(loss.length)
    .sort((a, b) => (loss[a] < loss[b] ? -1 : loss[a] > loss[b] ? 1 : a - b))
    .slice(0, k)
    .sort((a, b) => a - b);
}

// Zeros, subnormals, neighbours that differ in the lowest bit only, and both ends of the range.
const special = [
  0,
  -0,
  1.4e-45,
  2.8e-45,
  -1.4e-45,
  1e-40,
  -1e-40,
  1.1754944e-38,
  1,
  1.0000001,
  0.99999994,
  -1,
  2.5,
  3.4028235e38,
  -3.4028235e38,
  Infinity,
  -Infinity,
].map(Math.fround);

const lossesOf = (values: fc.Arbitrary<number>) =>
  fc.array(values, { minLength: 1, maxLength: 60 }).map((list) => Float32Array.from(list));

function expectTheRule(losses: fc.Arbitrary<Float32Array>): void {
  const cases = losses.chain((loss) => fc.tuple(fc.constant(loss), fc.nat(loss.length)));
  fc.assert(
    fc.property(cases, ([loss, k]) => {
      expect([...smallest(loss, k)]).toEqual(bruteForce(loss, k));
    }),
    { numRuns: 500 },
  );
}

describe('smallest', () => {
  it('equals a sort by (loss, sample) for any losses', () => {
    expectTheRule(lossesOf(fc.float({ noNaN: true })));
  });

  it('equals a sort by (loss, sample) among zeros, subnormals, neighbours and huge values', () => {
    expectTheRule(lossesOf(fc.constantFrom(...special)));
  });

  it('equals a sort by (loss, sample) where nearly all tie', () => {
    expectTheRule(lossesOf(fc.constantFrom(0.5, 0.5, 0.5, 0.25)));
  });

  it('equals a sort by (loss, sample) for many losses of every size', () => {
    const random = randomStream({ seed: 3, purpose: 'losses' });
    const loss = Float32Array.from({ length: 20_000 }, () => Math.exp(20 * random.normal()));
    for (const k of [1, 10_000, 19_999]) {
      expect([...smallest(loss, k)]).toEqual(bruteForce(loss, k));
    }
  });

  it.each([
    [0, []],
    [1, [2]],
    [2, [1, 2]],
    [3, [0, 1, 2]],
    [4, [0, 1, 2]],
  ])('takes %i of three', (k, expected) => {
    expect([...smallest(Float32Array.of(3, 2, 1), k)]).toEqual(expected);
  });

  it('gives the lower sample the place among equal losses', () => {
    expect([...smallest(new Float32Array(6).fill(1), 2)]).toEqual([0, 1]);
  });

  it('takes -0 and 0 for the same loss', () => {
    expect([...smallest(Float32Array.of(0, -0, 0, -0), 2)]).toEqual([0, 1]);
  });

  it('takes nothing of nothing', () => {
    expect(smallest(new Float32Array(0), 0)).toHaveLength(0);
  });

  it('reads a view into a larger buffer from its own beginning', () => {
    const view = Float32Array.of(-9, -9, 3, 1, 2, -9).subarray(2, 5);
    expect([...smallest(view, 2)]).toEqual([1, 2]);
  });

  it('leaves the losses as they are', () => {
    const loss = Float32Array.of(3, -0, 1);
    smallest(loss, 2);
    expect(loss).toEqual(Float32Array.of(3, -0, 1));
  });
});

describe('complement', () => {
  it('is what a filter leaves', () => {
    const cases = fc
      .nat(60)
      .chain((size) => fc.tuple(fc.constant(size), fc.subarray(numbersBelow(size))));
    fc.assert(
      fc.property(cases, ([size, without]) => {
        const rest = complement(size, Uint32Array.from(without));
        expect([...rest]).toEqual(numbersBelow(size).filter((i) => !without.includes(i)));
      }),
    );
  });

  it.each([
    ['nothing', [], [0, 1, 2]],
    ['everything', [0, 1, 2], []],
    ['the first', [0], [1, 2]],
    ['the last', [2], [0, 1]],
  ])('without %s', (_, without, rest) => {
    expect([...complement(3, Uint32Array.from(without))]).toEqual(rest);
  });
});

it('partition keeps the order of both sides', () => {
  const [odd, even] = partition(Uint32Array.of(5, 2, 9, 4, 1), (sample) => sample % 2 === 1);
  expect([[...odd], [...even]]).toEqual([
    [5, 9, 1],
    [2, 4],
  ]);
});
