import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fractionAxis, lossAxis, marginAxis, type Axis } from '../../../../src/core/query/axis.ts';
import {
  rangeOfSpan,
  spanMoved,
  spanOfRange,
  spanOfStroke,
  wholeAxis,
} from '../../../../renderer/gallery/query/brush.ts';

const BINS = 48;
/** Epochs 0 to 47, a bin each. */
const wholes: Axis = { scale: 'linear', min: 0, max: BINS };
const share = fc.double({ min: 0, max: 1, noNaN: true });

test('a stroke over the whole axis is no range', () => {
  expect(rangeOfSpan(wholeAxis, lossAxis, false)).toBeNull();
  expect(spanOfStroke(0, 1, BINS)).toEqual(wholeAxis);
});

test('an end of the axis stands for all that is beyond', () => {
  expect(rangeOfSpan({ low: 0, high: 0.625 }, lossAxis, false)).toEqual({ min: null, max: 0.1 });
  expect(rangeOfSpan({ low: 0.625, high: 1 }, lossAxis, false)).toEqual({ min: 0.1, max: null });
});

test('bounds have three figures', () => {
  expect(rangeOfSpan({ low: 1 / 48, high: 0.5 }, fractionAxis, false)).toEqual({
    ...{ min: 0.0208, max: 0.5 },
  });
});

test('of whole numbers those in the brushed bins pass', () => {
  expect(rangeOfSpan({ low: 3 / BINS, high: 5 / BINS }, wholes, true)).toEqual({ min: 3, max: 4 });
});

test('a stroke takes every bin that it touches, in either direction', () => {
  fc.assert(
    fc.property(share, share, (from, to) => {
      const span = spanOfStroke(from, to, BINS);
      expect(span).toEqual(spanOfStroke(to, from, BINS));
      expect(span.low).toBeLessThanOrEqual(Math.min(from, to));
      expect(span.high).toBeGreaterThanOrEqual(Math.max(from, to));
      expect(span.high - span.low).toBeLessThanOrEqual(Math.abs(from - to) + 2 / BINS + 1e-9);
    }),
  );
});

test('a range stands where it was brushed, but for its rounding', () => {
  const bin = fc.integer({ min: 0, max: BINS });
  fc.assert(
    fc.property(
      bin,
      bin,
      fc.constantFrom(lossAxis, fractionAxis, marginAxis, wholes),
      (a, b, axis) => {
        const [low, high] = [Math.min(a, b) / BINS, Math.max(a, b) / BINS];
        fc.pre(low < high);
        const whole = axis === wholes;
        const range = rangeOfSpan({ low, high }, axis, whole);
        fc.pre(range !== null);
        const span = spanOfRange(range, axis, whole);
        expect(span.low).toBeCloseTo(low, 2);
        expect(span.high).toBeCloseTo(high, 2);
      },
    ),
  );
});

test('an end that keys move goes bin by bin, stays on the axis and a bin away from the other', () => {
  const moves = fc.array(
    fc.tuple(fc.constantFrom('low' as const, 'high' as const), fc.integer({ min: -60, max: 60 })),
  );
  fc.assert(
    fc.property(moves, (all) => {
      let span = wholeAxis;
      for (const [end, by] of all) {
        span = spanMoved(span, end, by, BINS);
        expect(span.low).toBeGreaterThanOrEqual(0);
        expect(span.high).toBeLessThanOrEqual(1);
        expect(Math.round((span.high - span.low) * BINS)).toBeGreaterThanOrEqual(1);
      }
    }),
  );
  expect(spanMoved(wholeAxis, 'low', 1, BINS)).toEqual({ low: 1 / BINS, high: 1 });
});
