import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../../renderer/schedule/moments.ts';

const shown = (...sides: number[]) =>
  sides.map((side) => ({ view: { height: side, width: side } }));

describe('the passes at which a sample is looked at', () => {
  it('are those that begin to show another size, and the first one', () => {
    expect(momentsOf(shown(20, 20, 24, 24, 20, 28))).toEqual([0, 2, 4, 5]);
  });

  it('are one where the size never changes', () => {
    expect(momentsOf(shown(28, 28, 28))).toEqual([0]);
  });

  it('are eight of more stages, with the first and the last', () => {
    const sides = Array.from({ length: 50 }, (_, pass) => 4 * (pass + 1));
    const moments = momentsOf(shown(...sides));
    expect(moments).toEqual([0, 7, 14, 21, 28, 35, 42, 49]);
  });
});
