import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CHANGED,
  MADE,
  MISSING,
  WAITING,
  type Thumbnails,
} from '../../src/core/record/thumbnail.ts';
import { opened, projectPath } from './support/folder.ts';
import { syntheticDataset } from './support/synthetic.ts';

const BYTES = 28 * 28;

/** A tile and a JPEG that are of this sample only. */
const mosaicOf = (sample: number) =>
  new Uint8Array(BYTES).fill(sample % 251).fill(sample >> 8, 0, 2);
const jpegOf = (sample: number) => Uint8Array.of(255, sample >> 8, sample & 255);

function thumbnailsOf(
  samples: number[],
  state: (sample: number) => number = () => MADE,
): Thumbnails {
  const offsets = new Uint32Array(samples.length + 1);
  samples.forEach((sample, i) => (offsets[i + 1] = offsets[i] + (state(sample) === MADE ? 3 : 0)));
  return {
    samples: Uint32Array.from(samples),
    states: Uint8Array.from(samples, state),
    mosaics: Buffer.concat(samples.map(mosaicOf)),
    pictures: Buffer.concat(samples.filter((each) => state(each) === MADE).map(jpegOf)),
    offsets,
  };
}

const rangeOf = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => start + i);

test('a thumbnail is that of its sample, in whatever order they are asked for', async () => {
  const project = await opened(projectPath());
  const ids = [
    await project.addDataset(syntheticDataset(300, 10)),
    await project.addDataset(syntheticDataset(290, 10)),
  ];
  await project.addThumbnails(ids[0], thumbnailsOf(rangeOf(0, 305)));
  await project.addThumbnails(ids[1], thumbnailsOf(rangeOf(0, 100)));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 304 })), async (samples) => {
      const asked = Uint32Array.from(samples);
      const { states, pixels } = await project.mosaics(ids[0], asked);
      expect(states.every((state) => state === MADE)).toBe(true);
      const { offsets, data } = await project.pictures(ids[0], asked);
      samples.forEach((sample, i) => {
        expect(Buffer.compare(pixels.subarray(i * BYTES, (i + 1) * BYTES), mosaicOf(sample))).toBe(
          0,
        );
        expect([...data.subarray(offsets[i], offsets[i + 1])]).toEqual([...jpegOf(sample)]);
      });
    }),
    { numRuns: 20 },
  );
  // Of the other data set some are not made yet.
  const { states, pixels } = await project.mosaics(ids[1], Uint32Array.of(100, 99));
  expect([...states]).toEqual([WAITING, MADE]);
  expect(pixels.subarray(0, BYTES).every((value) => value === 0)).toBe(true);
  expect((await project.pictures(ids[1], Uint32Array.of(100, 99))).offsets[1]).toBe(0);
});

test('they are counted in order, those that cannot be made with them, and go on after the last', async () => {
  const project = await opened(projectPath());
  const id = await project.addDataset(syntheticDataset(300));
  expect(await project.thumbnails(id)).toEqual({ done: 0, total: 305, broken: 0 });
  const state = (sample: number) => (sample === 7 ? CHANGED : sample >= 190 ? MISSING : MADE);
  await project.addThumbnails(id, thumbnailsOf(rangeOf(0, 200), state));
  expect(await project.thumbnails(id)).toEqual({ done: 200, total: 305, broken: 11 });
  const left = await project.thumbnailsLeft(id);
  expect(left).toEqual({ next: 200, broken: Uint32Array.of(7, ...rangeOf(190, 200)) });
  const { states } = await project.mosaics(id, Uint32Array.of(199, 7, 6, 200));
  expect([...states]).toEqual([MISSING, CHANGED, MADE, WAITING]);

  // The files are back.
  await project.addThumbnails(id, thumbnailsOf([...left.broken]));
  expect(await project.thumbnails(id)).toEqual({ done: 200, total: 305, broken: 0 });
  expect((await project.mosaics(id, Uint32Array.of(7))).pixels).toEqual(mosaicOf(7));
});

test('an atlas goes with the thumbnails that are made of its last sample', async () => {
  const path = projectPath();
  const project = await opened(path);
  const id = await project.addDataset(syntheticDataset(520));
  const database = new Database(path);
  const insert = database.prepare('INSERT INTO atlases VALUES (?, ?, ?)');
  [0, 1, 2].forEach((number) => insert.run(id, number, Buffer.of(number)));
  const left = async () => {
    const atlases = await Promise.all([0, 1, 2].map((number) => project.atlas(id, number)));
    return atlases.flatMap((atlas) => (atlas === null ? [] : [...atlas]));
  };
  expect(await left()).toEqual([0, 1, 2]);
  await project.addThumbnails(id, thumbnailsOf(rangeOf(0, 255)));
  expect(await left()).toEqual([0, 1, 2]);
  await project.addThumbnails(id, thumbnailsOf(rangeOf(255, 512)));
  expect(await left()).toEqual([2]);
  await project.addThumbnails(id, thumbnailsOf(rangeOf(512, 525)));
  expect(await left()).toEqual([]);
  database.close();
});

test('thumbnails that are not of the data set are refused whole', async () => {
  const project = await opened(projectPath());
  const id = await project.addDataset(syntheticDataset(10));
  const good = thumbnailsOf(rangeOf(0, 5));
  for (const bad of [
    thumbnailsOf([0, 15]),
    { ...good, mosaics: good.mosaics.subarray(1) },
    { ...good, states: Uint8Array.of(MADE) },
    { ...good, offsets: new Uint32Array(5) },
  ]) {
    await expect(project.addThumbnails(id, bad)).rejects.toThrow('not of samples of data set 1');
  }
  expect(await project.thumbnails(id)).toEqual({ done: 0, total: 15, broken: 0 });
});

test('a version is given thumbnails up to the first that is not made yet', async () => {
  const project = await opened(projectPath());
  const [from, to] = [
    await project.addDataset(syntheticDataset(30, 10)),
    await project.addDataset(syntheticDataset(20, 10)),
  ];
  const state = (sample: number) => (sample === 4 ? MISSING : MADE);
  await project.addThumbnails(from, thumbnailsOf(rangeOf(0, 8), state));
  const carried = await project.carryThumbnails(from, to, Uint32Array.of(0, 2, 4, 8, 5), 0);
  expect(carried).toBe(3);
  expect(await project.thumbnails(to)).toMatchObject({ done: 3, broken: 1 });
  const { pixels } = await project.mosaics(to, Uint32Array.of(1));
  expect(Buffer.compare(pixels, mosaicOf(2))).toBe(0);
  const { data } = await project.pictures(to, Uint32Array.of(1));
  expect([...data]).toEqual([...jpegOf(2)]);
});
