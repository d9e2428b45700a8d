import { expect, test } from 'vitest';
import { countClasses } from '../../../renderer/datasets/classes.ts';

test('samples are counted by class and split', () => {
  expect(countClasses(Uint16Array.of(0, 1, 1, 0, 1), 3, 3)).toEqual([
    { train: 1, test: 1 },
    { train: 2, test: 1 },
    { train: 0, test: 0 },
  ]);
});
