import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { hasBit } from '../../src/core/ledger/bits.ts';
import { callsOf } from '../../src/project/calls.ts';
import { openAt } from '../../src/project/open.ts';
import { opened, projectPath } from './support/folder.ts';
import {
  digestsOf,
  addRun,
  recordEpochs,
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from './support/synthetic.ts';

/** Chunks of a project that nobody has open, and how many of them are packed. */
function chunksIn(path: string) {
  const database = new Database(path, { readonly: true });
  const chunks = database
    .prepare(
      'SELECT count(*) AS count, sum(packed) AS packed, sum(length(data)) AS bytes FROM epoch_chunks',
    )
    .get() as { count: number; packed: number; bytes: number };
  database.close();
  return chunks;
}

test.each([
  [1, 2],
  [2048, 10],
  [16_385, 256],
  [33_000, 257],
])('epochs of %i samples in %i classes come back, raw and packed', async (samples, classes) => {
  const path = projectPath();
  const project = await opened(path);
  const run = await addRun(project, samples, classes);
  await recordEpochs(project, run, samples, 3, classes);
  for (let epoch = 0; epoch < 3; epoch++) {
    expect(digestsOf(await project.columns(run, epoch))).toEqual(
      digestsOf(syntheticColumns(samples, epoch, classes)),
    );
  }
  await project.finishRun(run, new Uint8Array(8));
  for (let epoch = 0; epoch < 3; epoch++) {
    expect(digestsOf(await project.columns(run, epoch))).toEqual(
      digestsOf(syntheticColumns(samples, epoch, classes)),
    );
  }
  await project.close();
  const { count, packed } = chunksIn(path);
  expect(packed).toBe(count);
});

test('a record comes back with the seconds that recording it took', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  const { seconds } = await project.recordEpoch(run, syntheticRecord(0), syntheticColumns(100, 0));
  expect(seconds).toBeGreaterThan(0);
  const expected = syntheticRecord(0);
  expected.seconds.record = seconds;
  expect(await project.epochs(run)).toEqual([expected]);

  await project.addRecordSeconds(run, 0, 2);
  expected.seconds.record = seconds + 2;
  expect(await project.epochs(run)).toEqual([expected]);
});

test.each([0, 2])('after epoch 0, epoch %i is refused and changes nothing', async (epoch) => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  await recordEpochs(project, run, 100, 1);
  const again = project.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(100, epoch));
  await expect(again).rejects.toThrow('its next one is 1');
  expect(await project.epochs(run)).toHaveLength(1);
  expect(digestsOf(await project.columns(run, 0))).toEqual(digestsOf(syntheticColumns(100, 0)));
});

test('columns that do not fit the data set are refused, with their record', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  const short = { ...syntheticColumns(100, 0), loss: new Float32Array(99) };
  await expect(project.recordEpoch(run, syntheticRecord(0), short)).rejects.toThrow('loss');
  const wide = { ...syntheticColumns(100, 0), predicted: new Uint16Array(50) };
  await expect(project.recordEpoch(run, syntheticRecord(0), wide)).rejects.toThrow('predicted');
  expect(await project.epochs(run)).toEqual([]);
});

test("the caller's arrays stay the caller's", async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  const columns = syntheticColumns(100, 0);
  await project.recordEpoch(run, syntheticRecord(0), columns);
  expect(columns).toEqual(syntheticColumns(100, 0));
});

test("a sample's history is its value in every epoch, raw or packed", async () => {
  const samples = 17_000;
  const epochs = 4;
  const project = await opened(projectPath());
  const run = await addRun(project, samples, 300);
  await recordEpochs(project, run, samples, epochs, 300);
  const check = async (sample: number) => {
    const all = Array.from({ length: epochs }, (_, e) => syntheticColumns(samples, e, 300));
    const bits = (field: 'correct' | 'hidden' | 'movedBack') =>
      Uint8Array.from(all, (columns) => Number(hasBit(columns[field], sample)));
    expect(await project.history(run, sample)).toEqual({
      epochs: Uint32Array.of(0, 1, 2, 3),
      loss: Float32Array.from(all, ({ loss }) => loss[sample]),
      confidence: Float32Array.from(all, ({ confidence }) => confidence[sample]),
      predicted: Uint16Array.from(all, ({ predicted }) => predicted[sample]),
      correct: bits('correct'),
      hidden: bits('hidden'),
      movedBack: bits('movedBack'),
    });
  };
  const asked = [0, 2047, 2048, 16_383, 16_384, samples - 1];
  for (const sample of asked) await check(sample);
  await project.finishRun(run, new Uint8Array(1));
  for (const sample of asked) await check(sample);
});

test('a sample that the run does not have has no history', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  await expect(project.history(run, 100)).rejects.toMatchObject({ code: 'sample-missing' });
});

/** The aggregates, counted one sample and epoch at a time. */
function aggregatesByHand(samples: number, epochs: number) {
  const all = Array.from({ length: epochs }, (_, epoch) => syntheticColumns(samples, epoch));
  const each = <T>(of: (sample: number) => T) => Array.from({ length: samples }, (_, i) => of(i));
  return {
    timesHidden: Uint16Array.from(each((i) => all.filter((c) => hasBit(c.hidden, i)).length)),
    forgetting: Uint16Array.from(
      each(
        (i) =>
          all.filter((c, e) => e > 0 && hasBit(all[e - 1].correct, i) && !hasBit(c.correct, i))
            .length,
      ),
    ),
    meanLoss: Float32Array.from(each((i) => all.reduce((sum, c) => sum + c.loss[i], 0) / epochs)),
    lastLoss: all[epochs - 1].loss,
  };
}

test('aggregates are right while a run is recorded, when it is finished, and counted anew', async () => {
  const path = projectPath();
  const project = await opened(path);
  const run = await addRun(project, 1000);
  await recordEpochs(project, run, 1000, 7);
  const expected = aggregatesByHand(1000, 7);
  expect(await project.aggregates(run)).toEqual(expected);
  await project.close();

  const again = await opened(path);
  expect(await again.aggregates(run)).toEqual(expected);
  await again.finishRun(run, new Uint8Array(1));
  expect(await again.aggregates(run)).toEqual(expected);
});

/** What the epochs say of how a sample was learned, in two readings of float64. */
function learningByHand(samples: number, epochs: number) {
  const all = Array.from({ length: epochs }, (_, epoch) => syntheticColumns(samples, epoch));
  return Array.from({ length: samples }, (_, i) => {
    const hidden = all.flatMap((c, epoch) => (hasBit(c.hidden, i) ? [epoch] : []));
    const probabilities = all.map(({ loss }) => Math.exp(-loss[i]));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / epochs;
    const labelProbability = mean(probabilities);
    return {
      firstHidden: hidden.at(0) ?? 65_535,
      lastHidden: hidden.at(-1) ?? 65_535,
      labelProbability,
      variability: Math.sqrt(mean(probabilities.map((p) => (p - labelProbability) ** 2))),
      margin: mean(
        all.map((c, epoch) => {
          const p = probabilities[epoch];
          return hasBit(c.correct, i) ? 2 * p - 1 : p - c.confidence[i];
        }),
      ),
    };
  });
}

test('how samples were learned is right while a run is recorded, finished, and without its columns', async () => {
  const samples = 500;
  const path = projectPath();
  const project = await openAt({ path, access: 'write', create: true, who: 'a test' });
  const { calls, close } = callsOf(project);
  onTestFinished(close);
  const dataset = calls.addDataset(syntheticDataset(samples));
  const run = calls.createRun(syntheticRun(dataset));
  for (let epoch = 0; epoch < 6; epoch++) {
    calls.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(samples, epoch));
  }
  const expected = learningByHand(samples, 6);
  const fields = [
    'firstHidden',
    'lastHidden',
    'labelProbability',
    'variability',
    'margin',
  ] as const;
  const check = async (asked: Pick<typeof calls, 'dynamics'>) => {
    const dynamics = await asked.dynamics(run);
    for (const field of fields) {
      expected.forEach((own, i) => expect(dynamics[field][i], field).toBeCloseTo(own[field], 6));
    }
  };
  const kept = () =>
    new Database(path).prepare('SELECT count(*) FROM run_columns').pluck().get() as number;
  await check(calls);
  calls.finishRun(run, new Uint8Array(1));
  await check(calls);
  const all = kept();

  // As an older Mikke left it.
  const older = new Database(path);
  for (const field of fields) older.prepare('DELETE FROM run_columns WHERE field = ?').run(field);
  older.close();
  const reader = await openAt({ path, access: 'read', create: false, who: 'a test' });
  const reading = callsOf(reader);
  onTestFinished(reading.close);
  await check(reading.calls);
  expect(kept()).toBe(all - fields.length);
  await check(calls);
  expect(kept()).toBe(all);
});

test('what was counted of a run that ended early is kept until it goes on', async () => {
  const path = projectPath();
  const first = await opened(path);
  const run = await addRun(first, 100);
  await recordEpochs(first, run, 100, 3);
  await first.updateRun(run, { status: 'stopped' });
  await first.close();
  const kept = () => {
    const database = new Database(path, { readonly: true });
    const fields = database.prepare('SELECT count(DISTINCT field) FROM run_columns').pluck().get();
    database.close();
    return fields;
  };
  const project = await opened(path);
  expect(kept()).toBe(0);
  await project.dynamics(run);
  expect(kept()).toBe(9);
  await project.recordEpoch(run, syntheticRecord(3), syntheticColumns(100, 3));
  expect(kept()).toBe(0);
  expect(await project.aggregates(run)).toEqual(aggregatesByHand(100, 4));
});

test('epochs that are recorded and taken back while others are counted are counted as they are at last', async () => {
  const samples = 40_000;
  const path = projectPath();
  const first = await opened(path);
  const run = await addRun(first, samples);
  await recordEpochs(first, run, samples, 4);
  await first.close();
  const project = await opened(path);
  const counted = project.dynamics(run);
  await project.removeEpochsAfter(run, 1);
  await project.recordEpoch(run, syntheticRecord(2), syntheticColumns(samples, 5));
  const now = await project.dynamics(run);
  expect(now.labelProbability[7]).toBeCloseTo(
    [0, 1, 5].reduce((sum, e) => sum + Math.exp(-syntheticColumns(samples, e).loss[7]) / 3, 0),
    6,
  );
  await counted;
});

test('aggregates of two runs that are recorded in turn are kept apart', async () => {
  const project = await opened(projectPath());
  const runs = [await addRun(project, 50), await addRun(project, 60)];
  for (let epoch = 0; epoch < 3; epoch++) {
    await project.recordEpoch(runs[0], syntheticRecord(epoch), syntheticColumns(50, epoch));
    await project.recordEpoch(runs[1], syntheticRecord(epoch), syntheticColumns(60, epoch));
  }
  expect(await project.aggregates(runs[0])).toEqual(aggregatesByHand(50, 3));
  expect(await project.aggregates(runs[1])).toEqual(aggregatesByHand(60, 3));
});

test('a run without epochs has been hidden never, and has no losses', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 2);
  expect(await project.aggregates(run)).toEqual({
    timesHidden: new Uint16Array(2),
    forgetting: new Uint16Array(2),
    meanLoss: Float32Array.of(NaN, NaN),
    lastLoss: Float32Array.of(NaN, NaN),
  });
});

test('a finished run has its weights, its status and its end', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  await recordEpochs(project, run, 100, 1);
  expect(await project.weights(run)).toBeNull();
  await project.finishRun(run, Uint8Array.of(1, 2, 3));
  expect(await project.weights(run)).toEqual(Uint8Array.of(1, 2, 3));
  expect(await project.run(run)).toMatchObject({
    status: 'finished',
    finishedAt: expect.any(String),
  });
});

test('epochs after a checkpoint are taken back, and the next one can be recorded', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  await recordEpochs(project, run, 100, 5);
  await project.removeEpochsAfter(run, 1);
  expect((await project.epochs(run)).map(({ epoch }) => epoch)).toEqual([0, 1]);
  await expect(project.columns(run, 2)).rejects.toMatchObject({ code: 'epoch-missing' });
  expect((await project.history(run, 0)).epochs).toEqual(Uint32Array.of(0, 1));
  expect(await project.aggregates(run)).toEqual(aggregatesByHand(100, 2));

  await project.recordEpoch(run, syntheticRecord(2), syntheticColumns(100, 2));
  expect(await project.aggregates(run)).toEqual(aggregatesByHand(100, 3));
});

test('taking back every epoch leaves the run as it was made', async () => {
  const path = projectPath();
  const project = await opened(path);
  const run = await addRun(project, 100);
  await recordEpochs(project, run, 100, 3);
  await project.removeEpochsAfter(run, -1);
  expect(await project.epochs(run)).toEqual([]);
  await project.close();
  expect(chunksIn(path).count).toBe(0);
});

test('taking back nothing keeps everything', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  await recordEpochs(project, run, 100, 2);
  await project.finishRun(run, Uint8Array.of(1));
  await project.removeEpochsAfter(run, 1);
  expect(await project.epochs(run)).toHaveLength(2);
  expect(await project.weights(run)).toEqual(Uint8Array.of(1));
});

test('what was still raw when a project was closed is packed by the next finish', async () => {
  const path = projectPath();
  const project = await opened(path);
  const run = await addRun(project, 33_000);
  // Not waited for: the project is closed as soon as they are recorded.
  const recorded = [0, 1].map((epoch) =>
    project.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(33_000, epoch)),
  );
  await Promise.all([...recorded, project.close()]);
  const left = chunksIn(path);
  expect(left.packed).toBeLessThan(left.count);

  const again = await opened(path);
  await again.finishRun(run, new Uint8Array(1));
  expect(digestsOf(await again.columns(run, 1))).toEqual(digestsOf(syntheticColumns(33_000, 1)));
  await again.close();
  const { count, packed, bytes } = chunksIn(path);
  expect({ packed, isSmaller: bytes < left.bytes }).toEqual({ packed: count, isSmaller: true });
});
