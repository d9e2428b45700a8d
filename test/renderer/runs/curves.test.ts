import { describe, expect, test } from 'vitest';
import { curvesOf, largestOf, linesOf } from '../../../renderer/runs/curves.ts';
import { epochRecord } from './runs.ts';

const titles = (...records: Parameters<typeof curvesOf>) =>
  curvesOf(...records).map(({ title }) => title);

describe('the stack of seconds', () => {
  const seconds = { score: 3, train: 4, refresh: 1, evaluate: 2, plan: 0.5, record: 0.5 };

  test.each([
    ['epoch', [epochRecord(0)], 8],
    ['epoch in which samples were scored', [epochRecord(0, { seconds }), epochRecord(1)], 11],
  ])('ends at what an %s took', (_, records, took) => {
    const stacked = curvesOf(records).find((definition) => definition.stacked);
    if (stacked === undefined) throw new Error('No curve is stacked.');
    const lines = linesOf(stacked, records);
    expect(lines.at(-1)?.[0]).toBe(took);
    expect(largestOf(lines)).toBe(took);
  });
});

test('the size of the images and their augmentation have curves only where they change', () => {
  const plain = [epochRecord(0), epochRecord(1)];
  expect(titles(plain)).not.toContain('View');
  expect(titles(plain)).not.toContain('Magnitude of augmentation');
  const small = epochRecord(0, { viewHeight: 14, viewWidth: 14 });
  expect(titles([small, epochRecord(1)])).toContain('View');
  const varied = [epochRecord(0, { magnitude: 0 }), epochRecord(1, { magnitude: 9 })];
  expect(titles(varied)).toContain('Magnitude of augmentation');
});
