import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORGOTTEN, HIDDEN, MOVED_BACK, WRONG } from '../../../src/core/query/facts.ts';
import { factsOfHistory } from '../../../src/core/query/facts.ts';
import {
  axisEnd,
  cellLeft,
  epochAt,
  linePath,
  stretchesOf,
} from '../../../renderer/sample/history.ts';

describe("a sample's history", () => {
  it('says of each epoch what the gallery says of its tile', () => {
    const facts = factsOfHistory({
      correct: Uint8Array.of(0, 1, 0, 0, 1),
      hidden: Uint8Array.of(0, 0, 1, 0, 1),
      movedBack: Uint8Array.of(1, 0, 0, 0, 0),
    });
    expect([...facts]).toEqual([MOVED_BACK | WRONG, 0, HIDDEN | WRONG | FORGOTTEN, WRONG, HIDDEN]);
  });

  it('finds the epoch of every place of its cell', () => {
    const cases = fc
      .record({
        count: fc.integer({ min: 1, max: 400 }),
        width: fc.integer({ min: 100, max: 900 }),
      })
      .chain(({ count, width }) =>
        fc.tuple(fc.constant(count), fc.constant(width), fc.nat(count - 1)),
      );
    fc.assert(
      fc.property(cases, ([count, width, epoch]) => {
        const middle = cellLeft(epoch, count, width) + width / count / 2;
        expect(epochAt(middle, count, width)).toBe(epoch);
      }),
    );
  });

  it('stays within its epochs outside the band', () => {
    expect([epochAt(-5, 40, 200), epochAt(999, 40, 200)]).toEqual([0, 39]);
  });

  it.each([
    [0, 1],
    [0.3, 0.5],
    [1, 1],
    [2.3, 5],
    [7, 10],
    [0.0021, 0.005],
  ])('ends the axis for a highest value of %d at %d', (highest, end) => {
    expect(axisEnd(highest)).toBeCloseTo(end, 12);
  });

  it('draws a line from the middle of the first cell to that of the last', () => {
    expect(linePath([0, 0.5, 1, 2], 1, 80, 50)).toBe('M10 50L30 25L50 0L70 0');
  });

  it('joins epochs of the same prediction, and no others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 40 }), (predicted) => {
        const stretches = stretchesOf(predicted);
        const again = stretches.flatMap(({ from, end, value }) =>
          Array.from({ length: end - from }, () => value),
        );
        expect(again).toEqual(predicted);
        stretches.slice(1).forEach(({ from, value }, i) => {
          expect(from).toBe(stretches[i].end);
          expect(value).not.toBe(stretches[i].value);
        });
      }),
    );
  });

  it('draws nothing without an epoch', () => {
    expect(linePath([], 1, 80, 50)).toBe('');
  });
});
