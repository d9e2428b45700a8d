import { expect, test } from 'vitest';
import { curveDefinitions, largestOf, linesOf } from '../../../renderer/runs/curves.ts';
import { epochRecord } from './runs.ts';

test('the stack of seconds ends at what the epoch took', () => {
  const stacked = curveDefinitions.find((definition) => definition.stacked);
  if (stacked === undefined) throw new Error('No curve is stacked.');
  const lines = linesOf(stacked, [epochRecord(0)]);
  expect(lines.at(-1)?.[0]).toBe(8);
  expect(largestOf(lines)).toBe(8);
});
