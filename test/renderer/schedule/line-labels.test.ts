import { describe, expect, it } from 'vitest';
import { labelPlaces } from '../../../renderer/schedule/line-labels.ts';

/** Ten passes of 30 pixels. */
const edges = Array.from({ length: 11 }, (_, i) => 30 * i);
const line = (...heights: number[]) => ({
  heights: Array.from({ length: 10 }, (_, i) => heights[i] ?? heights.at(-1)!),
  width: 50,
});

describe('the name of a line', () => {
  it('stands above it, at its end', () => {
    expect(labelPlaces([line(40)], edges, 0)).toEqual([{ x: 246, y: 36 }]);
  });

  it('stands where no other line comes near', () => {
    const [, low] = labelPlaces([line(20), line(60, 60, 60, 60, 60, 25)], edges, 0);
    expect(low!.x + 50).toBeLessThanOrEqual(150);
    expect(low!.y).toBe(56);
  });

  it('stands at a level stretch', () => {
    const [place] = labelPlaces([line(60, 60, 60, 50, 40, 30, 20, 15, 14, 20)], edges, 0);
    expect(place!.x + 50).toBeLessThanOrEqual(90);
  });

  it('stands on no other name', () => {
    const [one, other] = labelPlaces([line(40), line(40)], edges, 0);
    expect([one, other]).toEqual([null, null]);
    const [upper, lower] = labelPlaces([line(40), line(58)], edges, 0);
    expect([upper!.y, lower!.y]).toEqual([36, 54]);
  });

  it('stands nowhere without room above', () => {
    expect(labelPlaces([line(10)], edges, 0)).toEqual([null]);
  });
});
