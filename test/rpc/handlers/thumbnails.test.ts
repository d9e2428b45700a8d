import { mkdirSync, renameSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MADE, WAITING } from '../../../src/core/record/thumbnail.ts';
import { importDataset } from '../../../src/dataset/import.ts';
import { openProject } from '../../../src/project/project.ts';
import { readNumber, writeNumbered } from '../../support/numbered-pictures.ts';
import { startApp, type App, type AppWindow } from './app.ts';

const SIDE = 20;

let app: App;
let window: AppWindow;
let images: string;
beforeEach(async () => {
  app = await startApp();
  window = app.window();
  images = join(app.folder, 'numbered');
});
afterEach(() => app.end());

/** A project with a data set and no thumbnail. */
async function project(train: number): Promise<void> {
  mkdirSync(images);
  writeNumbered(images, { train, test: 10 });
  const whole = { limit: null, testLimit: null, dataSeed: 0 };
  const made = await openProject(app.path, { access: 'write', create: true, who: 'a test' });
  await made.addDataset(await importDataset({ dataset: images, ...whole }));
  await made.close();
}

const thumbnails = () => window.call('dataset.thumbnails', { dataset: 1 });
const image = (sample: number) => window.call('dataset.image', { dataset: 1, sample });

test('an open project gets its thumbnails, and windows hear how far they are', async () => {
  await project(2500);
  await window.open(app.path);
  await window.event((event) => event.type === 'thumbnails' && event.done === event.total);
  expect(await thumbnails()).toEqual({ done: 2510, total: 2510, broken: 0, problem: null });

  const samples = Uint32Array.of(2509, 0, 1234);
  const { states, pixels } = await window.call('dataset.mosaics', { dataset: 1, samples });
  expect([...states]).toEqual([MADE, MADE, MADE]);
  const numbers = Array.from(samples, (_, i) =>
    readNumber(SIDE, SIDE, (x, y) => pixels[(i * SIDE + y) * SIDE + x]),
  );
  expect(numbers).toEqual([...samples]);
  const { offsets } = await window.call('dataset.pictures', { dataset: 1, samples });
  expect([...offsets]).toEqual([0, 0, 0, 0]);

  const whole = await image(1234);
  expect(whole).toMatchObject({ width: SIDE, height: SIDE, channels: 1 });
  expect(readNumber(SIDE, SIDE, (x, y) => whole.pixels[y * SIDE + x])).toBe(1234);
  await expect(image(2510)).rejects.toMatchObject({ code: 'sample-missing' });
  const many = new Uint32Array(4097);
  await expect(window.call('dataset.mosaics', { dataset: 1, samples: many })).rejects.toMatchObject(
    { code: 'bad-usage' },
  );
});

test('a data set that is gone is said in a sentence, and so is a picture of it', async () => {
  await project(50);
  renameSync(images, `${images}-away`);
  await window.open(app.path);
  await window.event((event) => event.type === 'thumbnails' && event.problem !== null);
  const { done, problem } = await thumbnails();
  expect(done).toBe(0);
  expect(problem).toContain(`no longer in "${images}"`);
  const samples = Uint32Array.of(0);
  const { states } = await window.call('dataset.mosaics', { dataset: 1, samples });
  expect([...states]).toEqual([WAITING]);
  await expect(image(0)).rejects.toMatchObject({ code: 'dataset-moved' });

  renameSync(`${images}-away`, images);
  expect((await image(3)).pixels).toHaveLength(SIDE * SIDE);
  // Of the file that is read from now on only three and a half pictures are left.
  truncateSync(join(images, 'train-images-idx3-ubyte'), 16 + 3.5 * SIDE * SIDE);
  await expect(image(3)).rejects.toMatchObject({ code: 'picture-missing' });
  expect((await image(2)).pixels).toHaveLength(SIDE * SIDE);
});

test('a project that is closed while they are made is closed, and what is made is kept', async () => {
  await project(5000);
  await window.open(app.path);
  await window.event(({ type }) => type === 'thumbnails');
  await window.call('project.close', {});
  const elsewhere = await openProject(app.path, { access: 'write', who: 'a test' });
  expect(elsewhere.access).toBe('write');
  const { done } = await elsewhere.thumbnails(1);
  expect(done).toBeGreaterThan(0);
  await elsewhere.close();
});
