import { expect, it } from 'vitest';
import { inRuns } from '../../../renderer/sample/in-runs.ts';

type Given = Parameters<typeof inRuns>;
const run = (id: number, dataset: number, epochs = 2) =>
  ({ id, dataset, epochs: Array.from({ length: epochs }) }) as Given[0][number];
const datasets = [1, 2, 3].map((id) => ({ id, trainCount: 100 }) as Given[1][number]);
const own = { dataset: 1, sample: 7 };
const found = (...given: Given) =>
  inRuns(...given).map(({ run: { id }, sample, silent }) => [id, sample, silent]);

it('finds the sample under its own number in each run of its data set, the selected run first', () => {
  const runs = [run(1, 1), run(2, 1), run(3, 1)];
  expect(found(runs, datasets, own, [], 2)).toEqual([
    [2, 7, null],
    [3, 7, null],
    [1, 7, null],
  ]);
});

it('finds it under another number in a run of another version', () => {
  expect(found([run(1, 2)], datasets, own, [{ dataset: 2, sample: 55 }], null)).toEqual([
    [1, 55, null],
  ]);
});

it('says of each other run why it says nothing, after those that do', () => {
  const runs = [run(1, 1), run(2, 3), run(3, 2), run(4, 1, 0)];
  expect(found(runs, datasets, own, [{ dataset: 2, sample: 100 }], null)).toEqual([
    [1, 7, null],
    [4, 7, 'No epoch is recorded yet.'],
    [3, 100, 'It is a test sample there.'],
    [2, null, 'Its data set does not have this picture.'],
  ]);
});

it('does not say so of a run before it is known', () => {
  expect(found([run(1, 2)], datasets, own, null, null)).toEqual([
    [1, null, 'Looking for it in the data set of this run.'],
  ]);
});
