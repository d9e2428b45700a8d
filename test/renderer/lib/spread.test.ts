import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from '../../../renderer/lib/spread.ts';

test('labels with room stay where they want to be', () => {
  expect(spread([10, 50, 90], 14, 0, 100)).toEqual([10, 50, 90]);
});

test('labels that want the same place are centred on it, in their order', () => {
  expect(spread([50, 50, 50], 10, 0, 100)).toEqual([40, 50, 60]);
});

test('labels at the edge are pushed inwards', () => {
  expect(spread([99, 100], 10, 0, 100)).toEqual([90, 100]);
  expect(spread([0, 1], 10, 0, 100)).toEqual([0, 10]);
});

test('labels that fit never touch, keep their order and stay within', () => {
  const places = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 11 });
  fc.assert(
    fc.property(places, (wanted) => {
      const placed = spread(wanted, 10, 0, 100);
      const sorted = placed.map((place, i) => ({ place, want: wanted[i] }));
      sorted.sort((a, b) => a.place - b.place);
      for (const [i, { place, want }] of sorted.entries()) {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(100 + 1e-9);
        if (i === 0) continue;
        expect(place - sorted[i - 1].place).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(want).toBeGreaterThanOrEqual(sorted[i - 1].want);
      }
    }),
  );
});
