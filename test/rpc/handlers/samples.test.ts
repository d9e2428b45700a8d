import { afterAll, beforeAll, expect, test } from 'vitest';
import { bySample, everything, type Query } from '../../../src/core/query/query.ts';
import { startApp, type App, type AppWindow } from './app.ts';

let app: App;
let window: AppWindow;
let run: number;
let query: Query;
beforeAll(async () => {
  app = await startApp();
  window = app.window();
  await window.open(app.path);
  run = await window.start({ epochs: 2 });
  const { dataset } = await window.run(run, ({ status }) => status === 'finished');
  query = { dataset, moment: { run, epoch: 1 }, filter: everything, sort: bySample };
});
afterAll(() => app.end());

test('a query is found, shown by windows, and placed', async () => {
  const byLoss: Query = {
    ...query,
    filter: { field: 'split', in: ['train'] },
    sort: { by: 'loss', descending: true },
  };
  expect(await window.call('samples.find', { query: byLoss })).toMatchObject({
    ...{ count: 96, total: 128 },
  });
  const page = { query: byLoss, start: 90, end: 200, shown: null };
  const shown = await window.call('samples.window', page);
  expect(shown.samples).toHaveLength(6);
  expect([...shown.loss]).toEqual([...shown.loss].sort((a, b) => b - a));
  const place = { query: byLoss, sample: shown.samples[2] };
  expect(await window.call('samples.place', place)).toEqual({ place: 92 });
  expect(await window.call('samples.place', { query: byLoss, sample: 100 })).toEqual({
    place: null,
  });
});

test('what is asked at once has an end', async () => {
  const refused = { code: 'bad-usage' };
  const places = { query, start: 1, end: 8194, shown: null };
  await expect(window.call('samples.window', places)).rejects.toMatchObject(refused);
  const samples = new Uint32Array(4097);
  await expect(window.call('samples.sparks', { run, samples })).rejects.toMatchObject(refused);
});

test('facets, confusion and maps are counted', async () => {
  const [split, loss] = await window.call('samples.facets', { query, fields: ['split', 'loss'] });
  expect(split).toMatchObject({ kind: 'values', all: Uint32Array.of(96, 32) });
  expect(loss).toMatchObject({ kind: 'numbers', scale: 'log', missing: 32 });
  const { classes, counts } = await window.call('samples.confusion', { query });
  expect(counts).toHaveLength(classes * classes);
  expect(counts.reduce((sum, count) => sum + count)).toBe(96);
  const grid = { map: 'hiding', columns: 8, rows: 4 } as const;
  const map = await window.call('samples.map', { query, ...grid });
  expect(map.found.reduce((sum, count) => sum + count)).toBe(96);
});

test('moments are compared, and losses drawn small', async () => {
  const moment = { run, epoch: 1 };
  const { both, neither, ...others } = await window.call('samples.overlap', {
    ...{ a: moment, b: moment },
  });
  expect(both + neither).toBe(96);
  expect(others).toEqual({ onlyA: 0, onlyB: 0 });
  const sparks = await window.call('samples.sparks', { run, samples: Uint32Array.of(0, 95) });
  expect(sparks.epochs).toEqual(Uint32Array.of(0, 1));
  expect(sparks.levels).toHaveLength(4);
});

test('a moment of another run than the project has is refused', async () => {
  const elsewhere = { ...query, moment: { run: 9, epoch: 0 } };
  await expect(window.call('samples.find', { query: elsewhere })).rejects.toMatchObject({
    code: 'run-missing',
  });
});
