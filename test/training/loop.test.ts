import { describe, expect, test } from 'vitest';
import { hasBit } from '../../src/core/ledger/bits.ts';
import type { FullSchedule } from '../../src/core/schedule/schedule.ts';
import { trainRun } from '../../src/training/loop.ts';
import { fakeData, fakeLearner, fakeRun } from '../support/fake-run.ts';

const hold = (value: number) => [{ at: 0, value, easing: 'hold' }];
const schedule = (tracks: object) => ({ version: 1, clock: 'epoch', tracks });
/** Up to 6 of 20 samples in every epoch. */
const hideSix = schedule({ hideFraction: hold(0.3) });

describe('an epoch', () => {
  test('trains every sample once where nothing is hidden', async () => {
    const { learner, steps } = fakeLearner();
    const { run } = fakeRun({ policy: 'none', epochs: 1 }, { learner });
    await trainRun(run);
    const trained = steps.flatMap(({ samples }) => samples).sort((a, b) => a - b);
    expect(trained).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test('shuffles anew, by the seed and the epoch alone', async () => {
    const orders = async () => {
      const { learner, steps } = fakeLearner();
      await trainRun(fakeRun({ policy: 'none', epochs: 2 }, { learner }).run);
      const all = steps.flatMap(({ samples }) => samples);
      return [all.slice(0, 20), all.slice(20)];
    };
    const [first, second] = await orders();
    expect(await orders()).toEqual([first, second]);
    expect(second).not.toEqual(first);
  });

  test('never steps on a hidden sample, and forwards it at the end', async () => {
    const { learner, steps, forwarded } = fakeLearner();
    const { run, records, columns } = fakeRun({ schedule: hideSix, epochs: 2 }, { learner });
    await trainRun(run);
    // Loss 1 / (1 + sample): the last samples are learned best.
    expect(records[1].hidden).toBe(6);
    const hidden = [14, 15, 16, 17, 18, 19];
    expect(hidden.every((sample) => hasBit(columns[1].hidden, sample))).toBe(true);
    const second = steps.slice(5).flatMap(({ samples }) => samples);
    expect(second.filter((sample) => hidden.includes(sample))).toEqual([]);
    expect(forwarded.slice(2, 4).flatMap(({ samples }) => samples)).toEqual(hidden);
  });

  test('counts in the ledger how often each sample was hidden', async () => {
    const { run } = fakeRun({ schedule: hideSix, epochs: 3 });
    await trainRun(run);
    expect([...run.ledger.timesHidden]).toEqual([...Array<number>(14).fill(0), 2, 2, 2, 2, 2, 2]);
  });

  test('records before its checkpoint, and both before the next epoch', async () => {
    const { run, events } = fakeRun({ policy: 'none', epochs: 2 });
    await trainRun(run);
    expect(events).toEqual(['record 0', 'checkpoint 0', 'record 1', 'checkpoint 1']);
  });

  test('counts forward and backward samples, without the evaluation', async () => {
    const { run, records } = fakeRun({ schedule: hideSix, epochs: 2 });
    await trainRun(run);
    expect(records[0]).toMatchObject({ forwardSamples: 20, backwardSamples: 20, hidden: 0 });
    expect(records[1]).toMatchObject({ forwardSamples: 20, backwardSamples: 14, hidden: 6 });
  });

  test('multiplies the learning rate by the factor of the scheduled fraction after the warm-up', async () => {
    const { learner, steps } = fakeLearner();
    const flat = schedule({ hideFraction: hold(0.3), learningRate: hold(0.1) });
    const { run, records } = fakeRun({ epochs: 2, schedule: flat }, { learner });
    await trainRun(run);
    expect(steps[0].learningRate).toBe(0.1);
    expect(steps[5].learningRate).toBeCloseTo(0.1 / 0.7, 12);
    expect(records[1].learningRateFactor).toBeCloseTo(1.4286, 4);
    expect(records[1].learningRate).toBeCloseTo(0.1 / 0.7, 12);
  });

  test('moves the learning rate along the schedule within the epoch', async () => {
    const { learner, steps } = fakeLearner();
    const keyframes = [
      { at: 0, value: 1, easing: 'linear' },
      { at: 1, value: 0, easing: 'hold' },
    ];
    const falling = schedule({ learningRate: keyframes });
    await trainRun(fakeRun({ policy: 'none', epochs: 1, schedule: falling }, { learner }).run);
    const rates = steps.map(({ learningRate }) => learningRate);
    [1, 0.8, 0.6, 0.4, 0.2].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
  });

  test('means are over every training sample, hidden ones included', async () => {
    const { learner } = fakeLearner((sample) => ({
      loss: sample,
      predicted: sample < 5 ? 9 : sample % 4,
    }));
    const { run, records } = fakeRun({ schedule: hideSix, epochs: 2 }, { learner });
    await trainRun(run);
    expect(records[1].trainLoss).toBeCloseTo(9.5, 6);
    expect(records[1].trainAccuracy).toBe(0.75);
  });

  test('means leave out who was never forwarded', async () => {
    const { learner } = fakeLearner(() => ({ loss: 0.25 }));
    const { run, records } = fakeRun({ policy: 'el2n', hide: 0.3, scoreEpochs: 1 }, { learner });
    await trainRun(run);
    expect(records.map(({ hidden }) => hidden)).toEqual([6, 6, 6]);
    expect(records.map(({ trainLoss }) => trainLoss)).toEqual([0.25, 0.25, 0.25]);
    expect(records.map(({ trainAccuracy }) => trainAccuracy)).toEqual([1, 1, 1]);
  });

  test('times each part by the clock that it is given', async () => {
    const { run, records } = fakeRun({ epochs: 1 });
    await trainRun(run);
    expect(records[0].seconds).toEqual({
      score: 1,
      plan: 1,
      train: 1,
      refresh: 1,
      evaluate: 1,
      record: 0,
    });
  });
});

describe('facts', () => {
  test('are credited to their samples in whatever order the loader brings them', async () => {
    const ordered = fakeData(20);
    const permuted = {
      ...ordered,
      batches: (split: 'train' | 'test', order: Uint32Array, size: number) =>
        ordered.batches(split, order.slice().reverse(), size),
    };
    const [one, other] = await Promise.all(
      [ordered, permuted].map(async (data) => {
        const { run, columns } = fakeRun({ hide: 0.3 }, { data });
        await trainRun(run);
        return columns;
      }),
    );
    expect(other).toEqual(one);
  });
});

describe('a pass with replayed samples', () => {
  const settings = {
    ...{ policy: 'none', view: 'efficienttrain-plus-plus', replay: true, epochs: 10, batch: 8 },
  };
  const data = { ...fakeData(20), height: 28, width: 28 };
  const made = (given: object = {}, parts: object = {}) => {
    const { learner, steps } = fakeLearner();
    return { steps, ...fakeRun({ ...settings, ...given }, { data, learner, ...parts }) };
  };

  test('takes a half or a quarter of each batch from the data and trains on all of it', async () => {
    const { run, records, steps } = made();
    await trainRun(run);
    // The first two of the ten stages, the next four, and the others.
    const factors = [4, 4, 2, 2, 2, 2, 1, 1, 1, 1, 1];
    expect(records.map(({ backwardSamples }) => backwardSamples)).toEqual(
      factors.map((factor) => 20 * factor),
    );
    expect(records.every((record) => record.forwardSamples === record.backwardSamples)).toBe(true);
    expect(records.map(({ batchSize }) => batchSize)).toEqual(factors.map(() => 8));
    expect(steps.slice(0, 10).map(({ samples }) => samples.length)).toEqual(
      Array<number>(10).fill(8),
    );
  });

  test('shows every sample, and replays those that this pass has shown by then', async () => {
    const { run, steps } = made();
    await trainRun(run);
    const shown = new Set<number>();
    for (const { samples } of steps.slice(10, 20)) {
      samples.slice(0, 2).forEach((sample) => shown.add(sample));
      expect(samples.every((sample) => shown.has(sample))).toBe(true);
    }
    expect(shown.size).toBe(20);
  });

  test('makes batches as near to the batch size as whole numbers of new samples come', async () => {
    const { run, steps, records } = made({ batch: 7 });
    await trainRun(run);
    expect(steps[0].samples).toHaveLength(8);
    expect(records[0].batchSize).toBe(8);
    expect(records.at(-1)?.batchSize).toBe(7);
  });

  test('credits what was found of a sample the last time that it was shown', async () => {
    const last = new Map<number, number>();
    let place = 0;
    const { learner } = fakeLearner((sample) => {
      // What is shown later is of the evaluation.
      if (++place <= 4 * 20) last.set(sample, place);
      return { loss: place };
    });
    const { run, columns } = made({}, { learner });
    await trainRun({ ...run, stopRequested: () => columns.length > 0 });
    expect([...columns[0].loss]).toEqual(Array.from({ length: 20 }, (_, i) => last.get(i)));
  });

  test('never steps on a sample that is hidden in it, before the pass or within a batch', async () => {
    for (const policy of ['random', 'selective-backprop']) {
      const { run, columns, steps, records } = made({ policy, hide: 0.3 });
      await trainRun(run);
      let done = 0;
      records.forEach(({ backwardSamples }, epoch) => {
        for (let left = backwardSamples; left > 0; left -= steps[done++].samples.length) {
          for (const sample of steps[done].samples) {
            expect(hasBit(columns[epoch].hidden, sample)).toBe(false);
          }
        }
      });
      expect(records.some(({ hidden }) => hidden > 0)).toBe(true);
    }
  });

  test('is the same where the run was resumed before it', async () => {
    const whole = made();
    await trainRun(whole.run);
    const resumed = made({}, { firstEpoch: 1 });
    await trainRun(resumed.run);
    expect(resumed.steps).toEqual(whole.steps.slice(10));
  });
});

describe('a run ends in a sentence', () => {
  test('when a training loss is not a number, with the epoch and the sample', async () => {
    const { learner } = fakeLearner((sample, step) =>
      sample === 7 && step > 5 ? { loss: NaN } : {},
    );
    const { run, records } = fakeRun({ policy: 'none' }, { learner });
    await expect(trainRun(run)).rejects.toMatchObject({
      code: 'loss-not-finite',
      message: expect.stringContaining('epoch 1 (first at training sample 7)'),
    });
    expect(records).toHaveLength(1);
  });

  test('when a test loss is infinite', async () => {
    const { learner } = fakeLearner();
    const forward = learner.forward.bind(learner);
    learner.forward = async (batch) => {
      const facts = await forward(batch);
      facts.loss[0] = Infinity;
      return facts;
    };
    const { run } = fakeRun({ policy: 'none' }, { learner });
    await expect(trainRun(run)).rejects.toMatchObject({ code: 'loss-not-finite' });
  });

  test('when a plan hides everything', async () => {
    const match = { run: 1, hidden: [0, 20, 0] };
    const { run, records } = fakeRun({ policy: 'random', match });
    await expect(trainRun(run)).rejects.toMatchObject({ code: 'everything-hidden' });
    expect(records).toHaveLength(1);
  });
});

describe('a stop', () => {
  test('drops the epoch that was begun and keeps those before', async () => {
    let batches = 0;
    const { run, records } = fakeRun(
      { policy: 'none' },
      { progress: () => void batches++, stopRequested: () => batches > 9 },
    );
    expect(await trainRun(run)).toBe('stopped');
    expect(records).toHaveLength(1);
  });
});

describe('a revised run', () => {
  const revisedFrom = (epoch: number, from: FullSchedule, tracks: object) => ({
    ...{ epoch, at: '2026-11-27T02:10:00.000Z', by: 'a test' },
    schedule: { ...from, tracks: { ...from.tracks, ...tracks } },
  });

  test('follows its schedule to the end of the epoch before, and the revision from there on', async () => {
    const { learner, steps } = fakeLearner();
    const settings = {
      ...{ policy: 'kakurenbo', epochs: 4, warmup: 9 },
      schedule: schedule({ hideFraction: hold(0.3), learningRate: hold(0.1) }),
    };
    const { schedule: before } = fakeRun(settings).run;
    const changes = { hideFraction: hold(0.1), learningRate: hold(0.02), batchSize: hold(10) };
    const revision = revisedFrom(2, before, changes);
    const { run, records } = fakeRun(settings, { learner }, [revision]);
    await trainRun(run);
    expect(records.map(({ scheduledHideFraction }) => scheduledHideFraction)).toEqual([
      ...[0.3, 0.3, 0.1, 0.1],
    ]);
    expect(records.map(({ batchSize }) => batchSize)).toEqual([4, 4, 10, 10]);
    const rates = steps.map(({ learningRate }) => learningRate);
    const [plain, revised] = [0.1, 0.02].map((rate) => rates.filter((at) => at === rate).length);
    expect(rates.slice(0, plain).every((rate) => rate === 0.1)).toBe(true);
    expect(plain + revised).toBe(rates.length);
  });

  test('makes the passes that the revision leaves on the clock of compute', async () => {
    const settings = {
      ...{ policy: 'none', epochs: 4 },
      schedule: { ...schedule({}), clock: 'compute' },
    };
    const data = { ...fakeData(20), height: 16, width: 16 };
    const { schedule: before } = fakeRun(settings).run;
    const revision = revisedFrom(2, before, { bandwidth: hold(0.5) });
    const { run, records } = fakeRun(settings, { data }, [revision]);
    expect(await trainRun(run)).toBe('finished');
    expect(records.map(({ viewHeight }) => viewHeight)).toEqual([
      ...[16, 16, 8, 8, 8, 8, 8, 8, 8, 8],
    ]);
  });

  test('is the same when it goes on from an epoch before the revision, of which it knows', async () => {
    const settings = { policy: 'none', epochs: 4 };
    const revision = revisedFrom(2, fakeRun(settings).run.schedule, { learningRate: hold(0.02) });
    const rates = async (firstEpoch: number) => {
      const { run, records } = fakeRun(settings, { firstEpoch, revisions: [revision] });
      await trainRun(run);
      return records.slice(-3).map(({ epoch, learningRate }) => ({ epoch, learningRate }));
    };
    expect(await rates(1)).toEqual(await rates(0));
  });

  test('trains the models that score its samples along the revision, where that counts from the first epoch', async () => {
    const settings = { policy: 'el2n', scoreModels: 1, scoreEpochs: 1, epochs: 2 };
    const learners: ReturnType<typeof fakeLearner>[] = [];
    const newLearner = () => (learners.push(fakeLearner()), learners[learners.length - 1].learner);
    const revision = revisedFrom(0, fakeRun(settings).run.schedule, { learningRate: hold(0.02) });
    const { run } = fakeRun(settings, { newLearner, revisions: [revision] });
    await trainRun(run);
    const rates = learners.flatMap(({ steps }) => steps.map(({ learningRate }) => learningRate));
    expect(new Set(rates)).toEqual(new Set([0.02]));
  });
});
