import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisResampling, resamplings } from '../../../src/core/view/resampling.ts';
import { lowFrequencyCrop } from '../../../src/core/view/low-frequency-crop.ts';
import { farthest } from './cut-spectrum.ts';

const rowsOf = ({ matrix, from, to }: ReturnType<typeof axisResampling>) =>
  Array.from({ length: to }, (_, m) => [...matrix.subarray(m * from, (m + 1) * from)]);

const sides = fc
  .integer({ min: 1, max: 40 })
  .chain((from) => fc.record({ from: fc.constant(from), to: fc.integer({ min: 1, max: from }) }));

describe.each(resamplings)('the resampling %s', (method) => {
  it('keeps a constant: every new pixel is a mean of weights that add up to 1', () => {
    fc.assert(
      fc.property(sides, ({ from, to }) => {
        for (const row of rowsOf(axisResampling(method, from, to)))
          expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      }),
    );
  });

  it('leaves an axis of the same size exactly as it is', () => {
    for (const size of [1, 2, 7, 28]) {
      const { matrix, unpaired } = axisResampling(method, size, size);
      expect(unpaired).toBeNull();
      expect([...matrix]).toEqual(
        Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
      );
    }
  });

  it.each([
    [28, 0],
    [28, 7.5],
    [28, NaN],
    [0, 1],
  ])('refuses %d pixels made to %d', (from, to) => {
    expect(() => axisResampling(method, from, to)).toThrow(RangeError);
  });
});

describe('the cut spectrum along an axis', () => {
  it('is the low-frequency crop for an even number of pixels', () => {
    const { resample, unpaired } = lowFrequencyCrop(27, 20);
    expect(axisResampling('frequency', 27, 20)).toMatchObject({ matrix: resample, unpaired });
  });

  it('has for an odd number of pixels a partner for every frequency', () => {
    const { matrix, unpaired } = axisResampling('frequency', 12, 5);
    expect(unpaired).toBeNull();
    const expected = Array.from({ length: 5 * 12 }, (_, i) => {
      const d = Math.floor(i / 12) / 5 - (i % 12) / 12;
      const waves = [1, 2].map((f) => 2 * Math.cos(2 * Math.PI * f * d));
      return (1 + waves[0] + waves[1]) / 12;
    });
    expect(farthest(matrix, expected)).toBeLessThan(1e-7);
  });

  it('refuses more pixels than there are', () => {
    expect(() => axisResampling('frequency', 8, 9)).toThrow('make 8 pixels to 9');
  });
});

describe('the filters of the Python Imaging Library', () => {
  const expectRow = (found: number[], first: number, weights: number[]) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const expected = found.map((_, s) => (weights[s - first] ?? 0) / total);
    expect(farthest(found, expected)).toBeLessThan(1e-6);
  };

  it('bilinear at half the size weighs four pixels by 1 3 3 1, and by less at the edge', () => {
    const rows = rowsOf(axisResampling('bilinear', 16, 8));
    expectRow(rows[3], 5, [1, 3, 3, 1]);
    expectRow(rows[0], 0, [3, 3, 1]);
    expectRow(rows[7], 13, [1, 3, 3]);
  });

  it('bilinear at twice the size weighs two pixels by 1 and 3, and takes the edge alone', () => {
    const rows = rowsOf(axisResampling('bilinear', 4, 8));
    expectRow(rows[0], 0, [1]);
    expectRow(rows[1], 0, [3, 1]);
    expectRow(rows[2], 0, [1, 3]);
    expectRow(rows[7], 3, [1]);
  });

  it('lanczos at half the size weighs twelve pixels by its three lobes', () => {
    const weight = (distance: number) => {
      const x = Math.PI * distance;
      return (3 * Math.sin(x) * Math.sin(x / 3)) / x ** 2;
    };
    const half = [11, 9, 7, 5, 3, 1].map((quarters) => weight(quarters / 4));
    const rows = rowsOf(axisResampling('lanczos', 32, 16));
    expectRow(rows[8], 11, [...half, ...half.slice().reverse()]);
    // Of the first pixel's twelve, seven are inside of the image.
    expectRow(rows[0], 0, [...half.slice(5), ...half.slice().reverse()]);
  });

  it('lanczos at an odd ratio is its own mirror image', () => {
    const rows = rowsOf(axisResampling('lanczos', 28, 20));
    rows.forEach((row, m) => {
      expect(farthest(row, rows[19 - m].slice().reverse())).toBeLessThan(1e-6);
    });
  });
});
