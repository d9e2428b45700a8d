import { expect, test } from 'vitest';
import { addEpoch, aggregatesOf, newTally } from '../../src/project/tally.ts';
import { syntheticColumns } from './support/synthetic.ts';

test('times hidden and forgetting stop at the largest number that they can hold', () => {
  const tally = newTally(1);
  const all = Uint8Array.of(1);
  const none = Uint8Array.of(0);
  for (let epoch = 0; epoch < 2 * 65_540; epoch++) {
    const correct = epoch % 2 === 0 ? all : none;
    addEpoch(tally, { ...syntheticColumns(1, epoch), hidden: all, correct });
  }
  const { timesHidden, forgetting } = aggregatesOf(tally);
  expect({ timesHidden, forgetting }).toEqual({
    timesHidden: Uint16Array.of(65_535),
    forgetting: Uint16Array.of(65_535),
  });
});

test('the mean of many losses is not worn away by rounding', () => {
  const tally = newTally(1);
  const columns = { ...syntheticColumns(1, 1), loss: Float32Array.of(0.1) };
  for (let epoch = 0; epoch < 100_000; epoch++) addEpoch(tally, columns);
  expect(aggregatesOf(tally).meanLoss).toEqual(Float32Array.of(0.1));
});
