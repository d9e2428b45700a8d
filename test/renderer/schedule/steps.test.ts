import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plane } from '../../../renderer/schedule/geometry.ts';
import { stepPath } from '../../../renderer/schedule/steps.ts';

const planeOf = (end: number, width = 100): Plane => ({
  box: { left: 0, top: 0, width, height: 10 },
  end,
  values: { kind: 'linear', bottom: 0, top: 10 },
});
const passes = (count: number) => Array.from({ length: count }, (_, i) => ({ from: i, to: i + 1 }));
/** The heights at which the path is, in their order. */
const heights = (path: string) => [...path.matchAll(/(?:V|M\S+ )([\d.]+)/g)].map(([, y]) => +y);

describe('the stairs of a value a pass', () => {
  it('go up and down where a pass begins', () => {
    expect(stepPath(planeOf(4), passes(4), [1, 3, 3, 2])).toBe('M0 9H25V7H75V8H100');
  });

  it('end with the last pass, where the axis goes on', () => {
    expect(stepPath(planeOf(8), passes(4), [1, 1, 1, 1])).toBe('M0 9H50');
  });

  it('are nothing of no passes', () => {
    expect(stepPath(planeOf(4), [], [])).toBe('');
  });

  it('keep the least and the most of passes that share a column of pixels', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { minLength: 1, maxLength: 2000 }), (values) => {
        const path = stepPath(planeOf(values.length), passes(values.length), values);
        const drawn = heights(path);
        expect(10 - Math.min(...drawn)).toBe(Math.max(...values));
        expect(10 - Math.max(...drawn)).toBe(Math.min(...values));
        expect(10 - drawn[0]).toBe(values[0]);
        expect(10 - drawn[drawn.length - 1]).toBe(values[values.length - 1]);
        // Four values in each of 100 columns, and one that rounding may put beside them.
        expect(drawn.length).toBeLessThanOrEqual(4 * 101);
      }),
    );
  });
});
