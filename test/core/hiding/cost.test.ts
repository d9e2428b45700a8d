import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideCount, keepCount, learningRateFactor } from '../../../src/core/hiding/cost.ts';

describe('hideCount', () => {
  it.each([
    [0.3, 10, 3],
    [0.29, 100, 29],
    [0.57, 100, 57],
    [0.3, 9, 2],
    [0.3, 3, 0],
    [0, 1000, 0],
    [1, 1000, 1000],
    [0.5, 0, 0],
    [0.999999, 1, 0],
    [0.24, 1_281_167, 307_480],
  ])('of %d and %i samples is %i', (fraction, samples, count) => {
    expect(hideCount(fraction, samples)).toBe(count);
  });

  it('is the whole-number part of any per cent of the samples, exactly', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(2_000_000), (perCent, samples) => {
        const exact = (BigInt(perCent) * BigInt(samples)) / 100n;
        expect(hideCount(perCent / 100, samples)).toBe(Number(exact));
      }),
    );
  });
});

describe('learningRateFactor', () => {
  it('is off before the end of the warm-up and on from then on', () => {
    expect([0, 1, 2, 3].map((epoch) => learningRateFactor(0.5, epoch, 2))).toEqual([1, 1, 2, 2]);
  });

  it('is on from the first epoch without a warm-up', () => {
    expect(learningRateFactor(0.5, 0, 0)).toBe(2);
  });

  it('is 1 where nothing may be hidden', () => {
    expect(learningRateFactor(0, 5, 1)).toBe(1);
  });
});

it.each([
  [0.1, 320, 32],
  [0.1, 64, 6],
  [0.29, 100, 29],
  [0.1, 3, 1],
  [1, 7, 7],
])('keepCount keeps the fraction %d of %i, and never nobody: %i', (fraction, samples, count) => {
  expect(keepCount(fraction, samples)).toBe(count);
});
