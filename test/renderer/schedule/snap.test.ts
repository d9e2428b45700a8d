import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapTime, snapValue, snapWithin, type Edge } from '../../../renderer/schedule/snap.ts';

const edges: Edge[] = [2.5, 8, 13.25].map((at) => ({ at, what: `an edge at ${at}` }));

describe('a dragged time', () => {
  it.each([
    [4.4, 4],
    [4.6, 5],
    [2.45, 2.5],
    [13.3, 13.25],
    [8.1, 8],
  ])('of %d comes to %d', (at, expected) => {
    expect(snapTime(at, edges, 20).at).toBe(expected);
  });

  it('names the edge that it came to', () => {
    expect(snapTime(13.3, edges, 20).to).toBe(edges[2]);
    expect(snapTime(4.4, edges, 20).to).toBeNull();
  });

  it('comes to a whole epoch where an edge is far on the screen', () => {
    expect(snapTime(2.45, edges, 400).at).toBe(2);
  });

  it('comes to no edge where there is none', () => {
    expect(snapTime(7.9, [], 20)).toEqual({ at: 8, to: null });
  });

  it('stays within its neighbours, on a whole epoch where they leave one', () => {
    expect(snapWithin(30, { from: 3.01, to: 8.99 }, [], 20)?.at).toBe(8);
    expect(snapWithin(-4, { from: 3.01, to: 8.99 }, [], 20)?.at).toBe(4);
    expect(snapWithin(5, { from: 4.3, to: 4.7 }, [], 20)).toBeNull();
  });

  it('is never further than half an epoch from where it is pulled', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 40, noNaN: true }),
        fc.double({ min: 1, max: 300, noNaN: true }),
        (at, pixels) => {
          expect(Math.abs(snapTime(at, edges, pixels).at - at)).toBeLessThanOrEqual(0.5);
        },
      ),
    );
  });
});

describe('a dragged value', () => {
  it.each([
    [0.4, 28, 12 / 28],
    [0.99, 28, 1],
    [0.01, 28, 4 / 28],
    [0.44, 224, 96 / 224],
    [0.7, 224, 160 / 224],
    [0.97, 27, 1],
    [0.87, 27, 24 / 27],
  ])('of the bandwidth, %d of %i pixels, is %d', (value, side, expected) => {
    expect(snapValue('bandwidth', value, side)).toBeCloseTo(expected, 12);
  });

  it.each([
    [130, 128],
    [3.4, 3],
    [0.2, 1],
  ])('of the batch size, %d, is %i', (value, expected) => {
    expect(snapValue('batchSize', value, null)).toBe(expected);
  });

  it('of the magnitude is a half', () => {
    expect(snapValue('magnitude', 4.3, null)).toBe(4.5);
  });

  it('of other tracks, and of a bandwidth of unknown pixels, means something everywhere', () => {
    expect(snapValue('hideFraction', 0.123, 28)).toBeNull();
    expect(snapValue('bandwidth', 0.123, null)).toBeNull();
  });
});
