import { expect, test } from 'vitest';
import { countClasses } from '../../../renderer/datasets/classes.ts';

test('samples are counted by class and split', () => {
  const training = { passing: Uint32Array.of(1, 2, 0), all: Uint32Array.of(2, 3, 0) };
  expect(countClasses(training)).toEqual([
    { train: 1, test: 1 },
    { train: 2, test: 1 },
    { train: 0, test: 0 },
  ]);
});
