import { expect, test } from 'vitest';
import { secondsLeft } from '../../src/jobs/time-left.ts';

const progress = (epoch: number, done: number) => ({
  ...{ type: 'progress' as const, epoch, part: 'train' as const, done, total: 100 },
});

test('nothing can be told before anything is done', () => {
  expect(secondsLeft(progress(0, 0), 10, 0, 5)).toBeNull();
});

test('the time left follows from what was done since the run began', () => {
  expect(secondsLeft(progress(5, 0), 10, 0, 50)).toBeCloseTo(50);
  expect(secondsLeft(progress(8, 0), 10, 0, 50)).toBeCloseTo(12.5);
});

test('epochs before a resume do not make it look faster', () => {
  expect(secondsLeft(progress(9, 0), 10, 8, 5)).toBeCloseTo(5);
});
