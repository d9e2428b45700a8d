import { expect, test } from 'vitest';
import { sample } from '../../../renderer/compare/sample.ts';

test('a short line keeps every point', () => {
  expect(sample([1, 2, 3], 10)).toEqual([
    { x: 0, y: 1 },
    { x: 1, y: 2 },
    { x: 2, y: 3 },
  ]);
});

test('a long line keeps its ends and its spikes, in order', () => {
  const values = Array.from({ length: 1000 }, () => 0.5);
  values[0] = 0.1;
  values[333] = 1;
  values[777] = 0;
  values[999] = 0.2;
  const points = sample(values, 50);
  expect(points.length).toBeLessThanOrEqual(50);
  expect(points).toEqual(
    expect.arrayContaining([0, 333, 777, 999].map((x) => ({ x, y: values[x] }))),
  );
  expect(points.map(({ x }) => x)).toEqual(points.map(({ x }) => x).toSorted((a, b) => a - b));
});
