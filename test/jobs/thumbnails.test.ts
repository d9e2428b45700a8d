import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { CHANGED, MADE, MISSING, mosaicSize } from '../../src/core/record/thumbnail.ts';
import { importDataset } from '../../src/dataset/import.ts';
import { besideThumbnails, makeThumbnails } from '../../src/jobs/thumbnails.ts';
import type { Project } from '../../src/project/project.ts';
import { folderWith } from '../dataset/temp-folder.ts';
import { opened, projectPath } from '../project/support/folder.ts';
import { smallDisk } from '../project/support/small-disk.ts';
import {
  numberedPicture,
  readNumber,
  writeNumbered,
  type Shape,
} from '../support/numbered-pictures.ts';

const small: Shape = { height: 20, width: 20, channels: 1 };
const large: Shape = { height: 60, width: 80, channels: 3 };
const IMAGES = 'train-images-idx3-ubyte';
const HEADER_BYTES = 16;

/** A project with a data set of numbered pictures, none of which has a thumbnail. */
async function numbered(
  train: number,
  shape = small,
  more: { limit?: number } = {},
  path = projectPath(),
) {
  const folder = folderWith({});
  writeNumbered(folder, { train, test: 10 }, shape);
  const { limit = null } = more;
  const imported = await importDataset({ dataset: folder, limit, testLimit: null, dataSeed: 0 });
  const project = await opened(path);
  await project.addDataset(imported);
  return { project, folder, path, sourceIndex: imported.sourceIndex };
}

async function make(project: Project): Promise<number[]> {
  const told: number[] = [];
  const tell = async () => void told.push((await project.thumbnails(1)).done);
  await makeThumbnails(project, 1, tell, new AbortController().signal);
  return told;
}

/** The numbers that the mosaic tiles of all samples carry; null where one carries none. */
async function numbersIn(project: Project, shape = small): Promise<(number | null)[]> {
  const { done } = await project.thumbnails(1);
  const samples = Uint32Array.from({ length: done }, (_, i) => i);
  const { pixels } = await project.mosaics(1, samples);
  const { width, height } = mosaicSize(shape);
  const { channels } = shape;
  return Array.from(samples, (sample) =>
    readNumber(width, height, (x, y) => pixels[((sample * height + y) * width + x) * channels]),
  );
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('every sample gets the thumbnail of its own image, in batches, and once', async () => {
  const { project } = await numbered(2100);
  expect(await make(project)).toEqual([1024, 2048, 2110]);
  expect(await numbersIn(project)).toEqual(upTo(2110));
  expect(await make(project)).toEqual([]);
});

test('a part of a data set has the thumbnails of that part', async () => {
  const { project, sourceIndex } = await numbered(300, small, { limit: 50 });
  await make(project);
  const numbers = await numbersIn(project);
  expect(numbers.slice(0, 50)).toEqual([...sourceIndex.subarray(0, 50)]);
  expect(numbers.slice(50)).toEqual(upTo(10).map((i) => 300 + i));
});

test('large images get a picture as well', async () => {
  const { project } = await numbered(300, large);
  expect(await make(project)).toEqual([256, 310]);
  expect(await numbersIn(project, large)).toEqual(upTo(310));
  const { offsets, data } = await project.pictures(1, Uint32Array.of(299));
  const jpeg = sharp(data.subarray(offsets[0], offsets[1]));
  const { data: pixels, info } = await jpeg.raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 80, height: 60 });
  expect(readNumber(80, 60, (x, y) => pixels[(y * 80 + x) * 3])).toBe(299);
});

test('thumbnails of an older project are made of its atlases, and those without one of the files', async () => {
  const { project, path, folder } = await numbered(600);
  // Atlas 1 is missing, and atlas 2 is damaged.
  const sheet = new Uint8Array(16 * 16 * 400);
  for (let tile = 0; tile < 256; tile++) {
    // Told apart from what the files hold.
    const picture = numberedPicture(10_000 + tile, small);
    for (let y = 0; y < 20; y++) {
      const row = (Math.floor(tile / 16) * 20 + y) * 320 + (tile % 16) * 20;
      sheet.set(picture.subarray(y * 20, (y + 1) * 20), row);
    }
  }
  const raw = { width: 320, height: 320, channels: 1 } as const;
  const png = await sharp(sheet, { raw }).toColourspace('b-w').png().toBuffer();
  const database = new Database(path);
  database.prepare('INSERT INTO atlases VALUES (1, 0, ?), (1, 2, ?)').run(png, Buffer.of(1, 2));
  await make(project);
  expect(await numbersIn(project)).toEqual([
    ...upTo(256).map((i) => 10_000 + i),
    ...upTo(610).slice(256),
  ]);
  expect(database.prepare('SELECT count(*) FROM atlases').pluck().get()).toBe(0);
  database.close();
  expect(folder).not.toBe('');
});

test('a maker that is killed leaves whole batches, and the next one goes on after them', async () => {
  const { project, path } = await numbered(6000);
  await project.close();
  const script = fileURLToPath(new URL('./support/thumbnail-maker.ts', import.meta.url));
  const child = fork(script, [path], { stdio: 'ignore', execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let told = 0;
  child.on('message', (done: number) => {
    told = done;
    if (done >= 2048) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');

  const again = await opened(path);
  const { done, total } = await again.thumbnails(1);
  expect(done).toBeGreaterThanOrEqual(told);
  expect(done % 1024).toBe(0);
  expect(done).toBeLessThan(total);
  const batches = await make(again);
  expect(batches[0]).toBe(Math.min(total, done + 1024));
  expect(await numbersIn(again)).toEqual(upTo(total));
});

test('a maker that is stopped ends after its batch, and the next one goes on', async () => {
  const { project } = await numbered(3000);
  const stop = new AbortController();
  await makeThumbnails(project, 1, () => Promise.resolve(stop.abort()), stop.signal);
  expect((await project.thumbnails(1)).done).toBe(1024);
  expect(await make(project)).toEqual([2048, 3010]);
});

test('a data set that is gone keeps what was made, and the rest comes when it is back', async () => {
  const { project, folder } = await numbered(1100);
  const stop = new AbortController();
  await makeThumbnails(project, 1, () => Promise.resolve(stop.abort()), stop.signal);
  renameSync(folder, `${folder}-away`);
  await expect(make(project)).rejects.toMatchObject({
    code: 'dataset-moved',
    message: expect.stringContaining(folder),
  });
  expect(await project.thumbnails(1)).toEqual({ done: 1024, total: 1110, broken: 0 });
  renameSync(`${folder}-away`, folder);
  await make(project);
  expect(await numbersIn(project)).toEqual(upTo(1110));
});

test.each(['other pictures', 'pictures of another size', 'something else'])(
  'a data set that was replaced by %s has no thumbnails',
  async (what) => {
    const { project, folder } = await numbered(40);
    if (what === 'something else') writeFileSync(join(folder, IMAGES), 'something else');
    else {
      const size = what === 'other pictures' ? 20 : 24;
      const other = folderWith({});
      writeNumbered(other, { train: 100, test: 0 }, { ...small, height: size });
      const bytes = readFileSync(join(other, IMAGES));
      bytes.fill(77, HEADER_BYTES);
      writeFileSync(join(folder, IMAGES), bytes);
      copyFileSync(join(folder, IMAGES), join(folder, 't10k-images-idx3-ubyte'));
    }
    await expect(make(project)).rejects.toMatchObject({ code: 'dataset-changed' });
    expect(await project.thumbnails(1)).toMatchObject({ done: 0, broken: 0 });
  },
);

test('one changed picture, and those after the end of a file, stop no others, and are made when they are back', async () => {
  const { project, folder } = await numbered(50);
  const path = join(folder, IMAGES);
  const whole = readFileSync(path);
  const changed = Buffer.from(whole);
  changed[HEADER_BYTES + 7 * 400] ^= 255;
  writeFileSync(path, changed);
  // In the middle of sample 45.
  truncateSync(path, HEADER_BYTES + 45 * 400 + 100);
  await make(project);
  expect(await project.thumbnails(1)).toEqual({ done: 60, total: 60, broken: 6 });
  const { states } = await project.mosaics(1, Uint32Array.of(6, 7, 44, 45, 49, 50));
  expect([...states]).toEqual([MADE, CHANGED, MADE, MISSING, MISSING, MADE]);

  const back = Buffer.from(changed);
  writeFileSync(path, back);
  await make(project);
  expect(await project.thumbnails(1)).toEqual({ done: 60, total: 60, broken: 1 });
  await make(project);

  writeFileSync(path, whole);
  const untold = () => Promise.reject(new Error('There is nothing to tell.'));
  await makeThumbnails(project, 1, untold, new AbortController().signal, false);
  expect(await make(project)).toEqual([60]);
  expect(await project.thumbnails(1)).toEqual({ done: 60, total: 60, broken: 0 });
  expect(await numbersIn(project)).toEqual(upTo(60));
});

test('a batch of changed pictures stops no others once some are made', async () => {
  const { project, folder } = await numbered(2100);
  const path = join(folder, IMAGES);
  const bytes = readFileSync(path);
  bytes.fill(77, HEADER_BYTES + 1024 * 400, HEADER_BYTES + 2048 * 400);
  writeFileSync(path, bytes);
  expect(await make(project)).toEqual([1024, 2048, 2110]);
  expect(await project.thumbnails(1)).toEqual({ done: 2110, total: 2110, broken: 1024 });
});

test('a full disk is said, and the rest is made when there is room', async ({ skip }) => {
  const disk = smallDisk();
  if (typeof disk === 'string') return skip(disk);
  const { project } = await numbered(4000, small, {}, join(disk.folder, 'test.mikke'));
  await expect(make(project)).rejects.toMatchObject({ code: 'disk-full' });
  const { done } = await project.thumbnails(1);
  expect(done % 1024).toBe(0);
  disk.remount('size=64m');
  await make(project);
  expect(await numbersIn(project)).toEqual(upTo(4010));
});

test('work beside which they are made ends with all of them, or at once where it fails', async () => {
  const { project } = await numbered(3000);
  const failing = besideThumbnails(project, () => Promise.reject(new Error('no more')));
  await expect(failing).rejects.toThrow('no more');
  expect((await project.thumbnails(1)).done).toBeLessThan(3010);
  expect(await besideThumbnails(project, () => Promise.resolve('done'))).toBe('done');
  expect((await project.thumbnails(1)).done).toBe(3010);
});
