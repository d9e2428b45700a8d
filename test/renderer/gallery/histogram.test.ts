import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossWords } from '../../../renderer/gallery/words.ts';
import {
  BINS,
  binOf,
  histogramOf,
  lossAt,
  placeOf,
  rangeBetween,
} from '../../../renderer/gallery/histogram.ts';
import { HIDDEN, MOVED_BACK, WRONG } from '../../../renderer/lib/facts.ts';

describe('the histogram of losses', () => {
  it('counts every sample once, by its state', () => {
    const loss = Float32Array.of(0.012, 0.012, 0.012, 2, 0);
    const facts = Uint8Array.of(HIDDEN, MOVED_BACK | WRONG, 0, WRONG, 0);
    const { trained, hidden, movedBack } = histogramOf(loss, facts);
    const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);
    expect([sum(trained), sum(hidden), sum(movedBack)]).toEqual([3, 1, 1]);
    expect(hidden[binOf(0.012)]).toBe(1);
  });

  it.each([
    [0, 0],
    [-0, 0],
    [1e-30, 0],
    [1e30, BINS - 1],
    [Infinity, BINS - 1],
  ])('puts a loss of %d, off the axis, into bin %i', (loss, bin) => {
    expect(binOf(loss)).toBe(bin);
  });

  it('finds the place of a loss again', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (place) => {
        expect(placeOf(lossAt(place))).toBeCloseTo(place, 9);
      }),
    );
  });
});

describe('a range of losses', () => {
  it('is no filter over the whole axis', () => {
    expect(rangeBetween(1, 0)).toBeNull();
  });

  it.each([
    [0, 0.5, 'loss ≤ 0.01'],
    [1, 0.75, 'loss ≥ 1'],
    [0.75, 0.5, 'loss 0.01 to 1'],
  ])('from %d to %d of the axis is %s', (from, to, words) => {
    const range = rangeBetween(from, to);
    expect(range === null ? '' : lossWords(range)).toBe(words);
  });

  it('lets pass all beyond the end of the axis that it reaches', () => {
    expect([rangeBetween(0, 0.5)?.min, rangeBetween(0.5, 1)?.max]).toEqual([0, Infinity]);
  });
});
