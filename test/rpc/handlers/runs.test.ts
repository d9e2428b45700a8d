import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProject } from '../../../src/project/project.ts';
import { startApp, type App, type AppWindow } from './app.ts';

let app: App;
let first: AppWindow;
beforeEach(async () => {
  app = await startApp();
  first = app.window();
  await first.open(app.path);
});
afterEach(() => app.end());

const many = { epochs: 500 };

describe('a run', () => {
  test('is imported, trained and told epoch by epoch', async () => {
    const run = await first.start();
    const imported = await first.event(({ type }) => type === 'progress');
    expect(imported).toMatchObject({ run, part: 'import' });
    for (let epoch = 0; epoch < 3; epoch++) {
      const told = await first.event(({ type }) => type === 'epoch');
      expect(told).toMatchObject({ run, record: { epoch } });
    }
    const done = await first.run(run, ({ status }) => status !== 'running');
    expect(done).toMatchObject({ status: 'finished', name: 'first', error: null });
    expect(done.epochs).toHaveLength(3);
  });

  test('answers with the columns that were recorded', async () => {
    const run = await first.start();
    await first.run(run, ({ status }) => status === 'finished');
    const columns = await first.call('samples.columns', { run, epoch: 2 });
    expect(columns.loss).toHaveLength(96);
    const history = await first.call('samples.history', { run, sample: 7 });
    expect(history.epochs).toEqual(Uint32Array.of(0, 1, 2));
    expect(history.loss[2]).toBe(columns.loss[7]);
    const { lastLoss } = await first.call('samples.aggregates', { run });
    expect(lastLoss).toEqual(columns.loss);
    const [dataset] = await first.call('project.datasets', {});
    expect(await first.call('dataset.labels', { dataset: dataset.id })).toHaveLength(128);
    const samples = Uint32Array.of(127, 0);
    const image = await first.call('dataset.image', { dataset: dataset.id, sample: 127 });
    const { pixels } = await first.call('dataset.mosaics', { dataset: dataset.id, samples });
    expect(image).toEqual({
      ...{ width: 10, height: 10, channels: 1 },
      pixels: pixels.subarray(0, 100),
    });
  });

  test('is replayed under its own recipe and another', async () => {
    const run = await first.start();
    const { recipe } = await first.run(run, ({ status }) => status === 'finished');
    const own = await first.call('runs.simulate', { run, recipe });
    expect(own.epochs.map(({ simulated }) => simulated)).toEqual(
      own.epochs.map(({ recorded }) => recorded),
    );
    const other = await first.call('runs.simulate', {
      run,
      recipe: { ...recipe, policy: 'random', hide: 0.5 },
    });
    expect(other).toMatchObject({ historyPolicy: 'kakurenbo', policy: 'random' });
    expect(other.epochs[0].simulated.hidden).toBe(48);
    await expect(
      first.call('runs.simulate', { run, recipe: { ...recipe, hide: 1 } }),
    ).rejects.toMatchObject({ code: 'everything-hidden' });
  });

  test('leaves a data set on which the speed of another recipe is measured', async () => {
    const run = await first.start({ epochs: 1 });
    await first.run(run, ({ status }) => status === 'finished');
    const measured = await first.call('project.measureSpeed', {
      ...{ dataset: 1, recipe: first.recipe({ width: 3, engine: 'cpu' }) },
    });
    expect(measured.trainImagesPerSecond).toBeGreaterThan(0);
    expect(measured.forwardImagesPerSecond).toBeGreaterThan(measured.trainImagesPerSecond);
  });

  test('says how many seconds are left', async () => {
    await first.start(many);
    const progress = await first.event(
      (event) => event.type === 'progress' && event.part !== 'import' && event.epoch > 0,
    );
    expect(progress).toMatchObject({ secondsLeft: expect.any(Number) });
  });

  test('stops at a batch and goes on where it was', async () => {
    const run = await first.start(many);
    await first.event(({ type }) => type === 'epoch');
    await first.call('runs.stop', { run });
    const stopped = await first.run(run, () => true);
    expect(stopped.status).toBe('stopped');
    expect(await app.shell.busy()).toBeNull();

    await first.call('runs.resume', { run });
    const next = await first.event(
      (event) => event.type === 'epoch' && event.record.epoch >= stopped.epochs.length,
    );
    expect(next).toMatchObject({ record: { epoch: stopped.epochs.length } });
  });

  test('cannot be resumed when it is finished', async () => {
    const run = await first.start({ epochs: 1 });
    await first.run(run, ({ status }) => status === 'finished');
    await expect(first.call('runs.resume', { run })).rejects.toMatchObject({
      code: 'run-finished',
    });
  });

  test('that cannot be trained leaves no run behind', async () => {
    await expect(first.start({ batch: 512 })).rejects.toMatchObject({ code: 'dataset-too-small' });
    expect(await first.call('runs.list', {})).toEqual([]);
  });

  test('is renamed and annotated', async () => {
    const run = await first.start({ epochs: 1 });
    await first.call('runs.edit', { run, name: 'better', notes: 'as it should be' });
    await first.run(run, ({ name, notes }) => name === 'better' && notes === 'as it should be');
  });

  test('that fails tells why', async () => {
    await first.start({ lr: 1000, epochs: 100 });
    const notice = await first.event(({ type }) => type === 'notice');
    expect(notice).toMatchObject({ code: 'loss-not-finite' });
    const run = await first.run(1, ({ status }) => status !== 'running');
    expect(run).toMatchObject({ status: 'failed', error: { code: 'loss-not-finite' } });
  });
});

describe('the schedule of a run', () => {
  const hold = (value: number) => [{ at: 0, value, easing: 'hold' as const }];
  const drawn = (tracks: object, clock: 'epoch' | 'compute' = 'epoch') => ({
    ...{ version: 1 as const, clock, tracks },
  });
  const gentler = drawn({ hideFraction: hold(0.1) });

  test('is changed while it trains, from the epoch after the one that is under way', async () => {
    const run = await first.start(many);
    const told = await first.event(({ type }) => type === 'epoch');
    const revision = await first.call('runs.revise', { run, schedule: gentler });
    expect(revision.epoch).toBeGreaterThan(told.type === 'epoch' ? told.record.epoch + 1 : 0);
    expect(revision.by).toMatch(/^mikke serve/);
    await first.event((event) => event.type === 'epoch' && event.record.epoch > revision.epoch);
    const { epochs, revisions } = await first.run(run, () => true);
    expect(revisions).toEqual([revision]);
    const fractions = epochs.map((epoch) => epoch.scheduledHideFraction);
    expect(new Set(fractions.slice(0, revision.epoch))).toEqual(new Set([0.3]));
    expect(new Set(fractions.slice(revision.epoch))).toEqual(new Set([0.1]));
  });

  test('is told to every window that shows the run', async () => {
    const run = await first.start(many);
    const second = app.window();
    await second.open(app.path);
    const revision = await first.call('runs.revise', { run, schedule: gentler });
    const heard = await second.run(run, ({ revisions }) => revisions.length > 0);
    expect(heard.revisions).toEqual([revision]);
  });

  test('may make more epochs of it, whose end is foretold as well', async () => {
    const run = await first.start({ epochs: 60, schedule: drawn({}, 'compute') });
    await first.event(({ type }) => type === 'epoch');
    const schedule = drawn({ bandwidth: hold(0.8) }, 'compute');
    await first.call('runs.revise', { run, schedule });
    const { plannedEpochs } = await first.run(run, ({ revisions }) => revisions.length > 0);
    expect(plannedEpochs).toBeGreaterThan(60);
    await first.event((event) => event.type === 'epoch' && event.record.viewHeight < 10);
    const progress = await first.event((event) => event.type === 'progress');
    expect(progress).toMatchObject({ secondsLeft: expect.any(Number) });
  });

  test('is changed from the first epoch on while it waits', async () => {
    await first.start(many);
    const run = await first.start({}, 'second');
    const revision = await first.call('runs.revise', { run, schedule: gentler });
    expect(revision.epoch).toBe(0);
  });

  test('stays as it is where nothing can follow the change, or it says nothing new', async () => {
    const run = await first.start({ epochs: 2 });
    await first.run(run, ({ status }) => status === 'finished');
    await expect(first.call('runs.revise', { run, schedule: gentler })).rejects.toMatchObject({
      code: 'run-finished',
    });
    const other = await first.start(many);
    await expect(
      first.call('runs.revise', { run: other, schedule: drawn({}) }),
    ).rejects.toMatchObject({ code: 'revision-same' });
    expect((await first.run(other, () => true)).revisions).toEqual([]);
  });
});

describe('the queue', () => {
  test('trains one run at a time, in order', async () => {
    const one = await first.start(many, 'one');
    const two = await first.start({ epochs: 1 }, 'two');
    const three = await first.start({ epochs: 1 }, 'three');
    const waiting = await first.call('runs.list', {});
    expect(waiting.map(({ status, waitsFor }) => [status, waitsFor])).toEqual([
      ['running', undefined],
      ['stopped', 1],
      ['stopped', 2],
    ]);
    expect(await app.shell.busy()).toBe('run 1 "one" of first trains, and 2 more wait');

    await first.call('runs.stop', { run: two });
    await first.call('runs.stop', { run: one });
    await first.run(three, ({ status }) => status === 'finished');
    const runs = await first.call('runs.list', {});
    expect(runs.map(({ status }) => status)).toEqual(['stopped', 'stopped', 'finished']);
    expect(runs[two - 1].epochs).toEqual([]);
  });
});

describe('two windows on one project', () => {
  test('both see a run that one of them starts', async () => {
    const second = app.window();
    expect(await second.open(app.path)).toMatchObject({ access: 'write', writer: null });
    const run = await first.start({ epochs: 1 });
    await second.event((event) => event.type === 'epoch' && event.run === run);
    await second.run(run, ({ status }) => status === 'finished');
  });

  test('keep it open until the last one leaves', async () => {
    const second = app.window();
    await second.open(app.path);
    first.close();
    expect(await second.call('runs.list', {})).toEqual([]);
    await second.call('project.close', {});
    const elsewhere = await openProject(app.path, { access: 'write', who: 'a test' });
    expect(elsewhere.access).toBe('write');
    await elsewhere.close();
  });

  test('hear nothing of a project that they left', async () => {
    const second = app.window();
    await second.open(app.path);
    await second.open(`${app.folder}/other.mikke`);
    const run = await first.start({ epochs: 1 });
    await first.run(run, ({ status }) => status === 'finished');
    expect(second.events).toEqual([]);
  });
});

test('a run goes on when its last window leaves, and holds its project', async () => {
  const run = await first.start(many);
  await first.event(({ type }) => type === 'epoch');
  first.close();
  const elsewhere = await openProject(app.path, { access: 'write', who: 'a test' });
  expect(elsewhere.access).toBe('read');
  await elsewhere.close();

  const second = app.window();
  await second.open(app.path);
  await second.event((event) => event.type === 'epoch' && event.record.epoch > 1);
  await second.call('runs.stop', { run });
});

test('a shell that closes stops its run, which can be resumed', async () => {
  await first.start(many);
  await first.event(({ type }) => type === 'epoch');
  await app.shell.close();
  const project = await openProject(app.path, { access: 'read', who: 'a test' });
  expect((await project.run(1)).status).toBe('stopped');
  await project.close();
});
