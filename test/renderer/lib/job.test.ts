import { expect, test } from 'vitest';
import { doneFraction, type Progress } from '../../../renderer/lib/job.ts';

const progress = (
  part: Progress['part'],
  epoch: number,
  done: number,
  total: number,
): Progress => ({
  type: 'progress',
  run: 1,
  epoch,
  part,
  done,
  total,
  secondsLeft: null,
});

test('an epoch that begins counts those before it', () => {
  expect(doneFraction(progress('train', 3, 0, 100), 12)).toBe(0.25);
});

test('parts follow each other within an epoch', () => {
  const at = [
    progress('train', 0, 0, 10),
    progress('train', 0, 10, 10),
    progress('refresh', 0, 5, 10),
    progress('evaluate', 0, 5, 10),
    progress('evaluate', 0, 10, 10),
    progress('train', 1, 5, 10),
  ].map((given) => doneFraction(given, 2));
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(at[4]).toBeCloseTo(0.5);
});

test('a part without work is no division by zero', () => {
  expect(doneFraction(progress('refresh', 0, 0, 0), 1)).toBeCloseTo(0.85);
});
