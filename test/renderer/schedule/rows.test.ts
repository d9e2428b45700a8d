import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../renderer/schedule/rows.ts';
import type { Track } from '../../../src/core/schedule/schedule.ts';

const track = (...ats: number[]): Track => ats.map((at) => ({ at, value: 0, easing: 'hold' }));
const keys = (...steps: number[][]) =>
  steps
    .reduce((rows, ats) => rowsOf(rows, track(...ats)), [] as ReturnType<typeof rowsOf>)
    .map(({ key }) => key);

describe('the rows of keyframes', () => {
  it('are numbered at first', () => {
    expect(keys([0, 3, 6])).toEqual([0, 1, 2]);
  });

  it('go along with a keyframe that is moved past another', () => {
    expect(keys([0, 3, 6], [0, 6, 9])).toEqual([0, 2, 1]);
  });

  it('stay where a keyframe between them is removed', () => {
    expect(keys([0, 3, 6], [0, 6])).toEqual([0, 2]);
  });

  it('stay where a keyframe is added between them', () => {
    expect(keys([0, 3, 6], [0, 2, 3, 6])).toEqual([0, 3, 1, 2]);
  });

  it('have names of their own, whatever is done', () => {
    const ats = fc
      .uniqueArray(fc.nat(20), { minLength: 1 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(ats, { minLength: 1, maxLength: 6 }), (steps) => {
        const found = keys(...steps);
        expect(found).toHaveLength(steps[steps.length - 1].length);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});
