import { describe, expect, test } from 'vitest';
import { trainRun } from '../../src/training/loop.ts';
import { fakeData, fakeLearner, fakeRun } from '../support/fake-run.ts';

const hold = (value: number) => [{ at: 0, value, easing: 'hold' }];
const schedule = (tracks: object) => ({ version: 1, clock: 'epoch', tracks });
const hideSix = schedule({ hideFraction: hold(0.3) });

/** Data that say they have 8 x 8 pixels; nobody looks at them here. */
const eightByEight = () => ({ ...fakeData(20), height: 8, width: 8 });

async function trained(settings: Record<string, unknown>, data = eightByEight()) {
  const { learner, steps, forwarded } = fakeLearner();
  const { run, records } = fakeRun(settings, { learner, data });
  await trainRun(run);
  return { steps, forwarded, records, data };
}

describe('a view', () => {
  const half = { schedule: schedule({ bandwidth: hold(0.5), hideFraction: hold(0.3) }) };

  test('is what steps and refresh see, and not the evaluation', async () => {
    const { steps, forwarded } = await trained({ ...half, epochs: 2, resampling: 'bilinear' });
    const view = { height: 4, width: 4, resampling: 'bilinear' };
    expect(new Set(steps.map(({ how }) => JSON.stringify(how.view)))).toEqual(
      new Set([JSON.stringify(view)]),
    );
    // Two batches of evaluation, two of refresh, two of evaluation.
    expect(forwarded.map(({ how }) => how.view?.height ?? null)).toEqual([
      null,
      null,
      4,
      4,
      null,
      null,
    ]);
  });

  test('that is whole asks nothing of the learner', async () => {
    const { steps } = await trained({ policy: 'none', epochs: 1 });
    expect(steps.map(({ how }) => how)).toEqual(steps.map(() => ({})));
  });

  test('is recorded with the pixels that it makes', async () => {
    const { records } = await trained({ ...half, epochs: 2 });
    expect(records[1]).toMatchObject({
      ...{ viewHeight: 4, viewWidth: 4, forwardSamples: 20, backwardSamples: 14 },
      ...{ forwardPixels: 20 * 16, backwardPixels: 14 * 16 },
    });
  });

  test('of fewer pixels makes more epochs on the clock of compute', async () => {
    const compute = { ...schedule({ bandwidth: hold(0.5) }), clock: 'compute' };
    const { records } = await trained({ policy: 'none', epochs: 2, schedule: compute });
    expect(records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

test('the learning rate goes on along the clock of compute', async () => {
  const tracks = {
    bandwidth: hold(0.5),
    learningRate: [
      { at: 0, value: 1, easing: 'linear' },
      { at: 1, value: 0, easing: 'hold' },
    ],
  };
  const compute = { ...schedule(tracks), clock: 'compute' };
  const { steps } = await trained({ policy: 'none', epochs: 1, batch: 10, schedule: compute });
  const rates = steps.map(({ learningRate }) => learningRate);
  [1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125].forEach((rate, i) =>
    expect(rates[i]).toBeCloseTo(rate, 12),
  );
});

test('a track of the batch size is followed, and recorded', async () => {
  const tracks = {
    batchSize: [
      { at: 0, value: 5, easing: 'hold' },
      { at: 1, value: 10, easing: 'hold' },
    ],
  };
  const { steps, records } = await trained({
    policy: 'none',
    epochs: 2,
    schedule: schedule(tracks),
  });
  expect(steps.map(({ samples }) => samples.length)).toEqual([5, 5, 5, 5, 10, 10]);
  expect(records.map(({ batchSize }) => batchSize)).toEqual([5, 10]);
});

test('images are augmented in training alone', async () => {
  const { data } = await trained({ flip: true, schedule: hideSix, epochs: 2 });
  const training = data.asked.map(({ augmentation }) => augmentation !== null);
  // Training, refresh and evaluation of both epochs; nobody is hidden in the first.
  expect(training).toEqual([true, false, false, true, false, false]);
});

test('the magnitude of RandAugment follows its track', async () => {
  const magnitude = [
    { at: 0, value: 1, easing: 'hold' },
    { at: 1, value: 3, easing: 'hold' },
  ];
  const { data, records } = await trained({
    ...{ policy: 'none', epochs: 2, augment: 'randaugment', schedule: schedule({ magnitude }) },
  });
  const asked = data.asked.flatMap(({ augmentation }) => augmentation?.magnitude ?? []);
  expect(asked).toEqual([1, 3]);
  expect(records.map(({ magnitude }) => magnitude)).toEqual([1, 3]);
});

test('batches are mixed, each in its own way, and labels smoothed as the recipe says', async () => {
  const { steps } = await trained({ policy: 'none', epochs: 1, mixup: 1, labelSmoothing: 0.1 });
  const shares = steps.map(({ how }) => how.mix?.share);
  expect(new Set(shares).size).toBe(steps.length);
  expect(steps.map(({ how }) => how.labelSmoothing)).toEqual(steps.map(() => 0.1));
});

describe('the refresh of KAKURENBO', () => {
  const refreshed = { schedule: hideSix, epochs: 2, flip: true };

  test('is in evaluation mode on images as they are', async () => {
    const { forwarded, data } = await trained(refreshed);
    expect(forwarded[2].how.mode).toBe('evaluate');
    expect(data.asked[4].augmentation).toBeNull();
  });

  test('is in training mode on augmented images where the recipe says so', async () => {
    const switches = { refreshMode: 'train', refreshAugment: true };
    const { forwarded, data } = await trained({ ...refreshed, ...switches });
    expect(forwarded[2].how.mode).toBe('train');
    expect(data.asked[4].augmentation).not.toBeNull();
  });

  test('leaves the switches to the policy that describes them', async () => {
    const switches = { policy: 'random', refreshMode: 'train', refreshAugment: true };
    const { forwarded, data } = await trained({ ...refreshed, ...switches });
    expect(forwarded[0].how.mode).toBe('evaluate');
    expect(data.asked[1].augmentation).toBeNull();
  });
});
