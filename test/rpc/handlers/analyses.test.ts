/** What windows hear of a run whose samples are looked at by its network. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App, type AppWindow } from './app.ts';

let app: App;
let first: AppWindow;
let second: AppWindow;
let run: number;
beforeAll(async () => {
  app = await startApp();
  [first, second] = [app.window(), app.window()];
  await first.open(app.path);
  await second.open(app.path);
  run = await first.start({ epochs: 1, engine: 'wasm' });
  await first.run(run, ({ status }) => status === 'finished');
}, 30_000);
afterAll(() => app.end());

test('neighbours are there once the features are, which two windows wait for alike', async () => {
  const asked = { run, sample: 100, count: 5 };
  await expect(first.call('samples.neighbours', asked)).rejects.toMatchObject({
    code: 'features-missing',
  });
  const both = [first, second].map((window) => window.call('runs.features', { run }));
  expect(await Promise.all(both)).toEqual([{ outcome: 'finished' }, { outcome: 'finished' }]);
  for (const window of [first, second]) {
    const told = await window.event((event) => event.type === 'analysis');
    expect(told).toMatchObject({ run, what: 'features', total: 128 });
  }
  const { samples, distances } = await first.call('samples.neighbours', asked);
  expect(samples).toHaveLength(5);
  expect([...distances]).toEqual([...distances].sort((a, b) => a - b));
  expect(await second.call('runs.features', { run })).toEqual({ outcome: 'finished' });
  expect(await first.run(run, () => true)).toMatchObject({ status: 'finished' });
});

test('a cross-validation is stopped with its run, goes on when asked again, and tells that scores are there', async () => {
  const asked = { run, folds: 2, epochs: 200 };
  const stopped = first.call('runs.crossValidate', asked);
  await first.event((event) => event.type === 'analysis' && event.what === 'label probabilities');
  second.events.length = 0;
  const waiting = second.call('runs.crossValidate', { ...asked, folds: 3 });
  // Told when a job comes to the queue.
  await second.event(({ type }) => type === 'runs');
  expect(await app.shell.busy()).toContain('has its labels judged, and one more waits');
  await second.call('runs.stop', { run });
  expect(await stopped).toEqual({ outcome: 'stopped' });
  expect(await waiting).toEqual({ outcome: 'stopped' });
  expect(await app.shell.busy()).toBeNull();

  const done = await first.call('runs.crossValidate', { run, folds: 2 });
  expect(done).toEqual({ outcome: 'finished' });
  expect(await second.event(({ type }) => type === 'samples')).toMatchObject({ dataset: 1 });
  const names = (await second.call('scores.list', { dataset: 1 })).map(({ name }) => name);
  expect(names).toEqual(['label margin, cross-validated', 'label probability, cross-validated']);
}, 20_000);

test('a run that is not finished has no features', async () => {
  const other = await first.start({ epochs: 300, engine: 'wasm' });
  await first.event(({ type }) => type === 'epoch');
  await first.call('runs.stop', { run: other });
  await expect(first.call('runs.features', { run: other })).rejects.toMatchObject({
    code: 'weights-missing',
  });
});
