/** A thread that reads the pictures of one data-set version; ./pictures.ts starts and ends it. */
import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { MikkeError, reportOf } from '../../core/errors/error.ts';
import { CONTENT_ID_BYTES } from '../../core/record/dataset.ts';
import {
  CHANGED,
  MADE,
  MISSING,
  mosaicBytes,
  WAITING,
  type Thumbnails,
} from '../../core/record/thumbnail.ts';
import { contentIdOf } from '../fingerprint.ts';
import { pictureOf, seenAs } from '../seen.ts';
import { tilesOf } from './atlas.ts';
import { drawThumbnail, type Drawn } from './draw.ts';
import { folderOf, openImageFiles, type ImageFiles } from './image-files.ts';
import { askSchema, type Answer, type Ask, type PicturesRequest } from './messages.ts';

/** Images scaled at the same time: whatever trains here meanwhile needs the other cores. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));

const { record, sourceIndex, contentIds } = workerData as PicturesRequest;
const contentId = contentIdOf(record);
let files: ImageFiles | null = null;

/** The image of a sample, or why there is none: MISSING or CHANGED. */
function read(sample: number): Uint8Array | typeof MISSING | typeof CHANGED {
  files ??= openImageFiles(record, sourceIndex);
  const image = files.read(sample);
  if (image === null) return MISSING;
  const start = sample * CONTENT_ID_BYTES;
  const id = contentIds.subarray(start, start + CONTENT_ID_BYTES);
  return Buffer.compare(contentId(image), id) === 0 ? image : CHANGED;
}

async function draw(samples: Uint32Array): Promise<Thumbnails> {
  const images = Array.from(samples, read);
  const drawn = await inParts<(typeof images)[number], Drawn | number>(images, (image) =>
    typeof image === 'number' ? image : drawThumbnail(image, record),
  );
  return joined(samples, drawn);
}

async function cut(samples: Uint32Array, png: Uint8Array): Promise<Thumbnails> {
  const atlas = await tilesOf(png, record).catch(() => null);
  // What cannot be read of an old project is drawn anew.
  if (atlas === null) return draw(samples);
  const tiles = Array.from(samples, (sample) => atlas.tiles[sample % atlas.tiles.length]);
  const drawn = await inParts(tiles, (tile) => drawThumbnail(tile, atlas.shape, record));
  return joined(samples, drawn);
}

/** The work on each item, in order, so many at a time. */
async function inParts<T, R>(items: readonly T[], work: (item: T) => Promise<R> | R): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(work))));
  }
  return results;
}

function joined(samples: Uint32Array, drawn: readonly (Drawn | number)[]): Thumbnails {
  const bytes = mosaicBytes(record);
  const states = new Uint8Array(samples.length).fill(WAITING);
  const mosaics = new Uint8Array(samples.length * bytes);
  const offsets = new Uint32Array(samples.length + 1);
  const jpegs: Uint8Array[] = [];
  drawn.forEach((thumbnail, i) => {
    offsets[i + 1] = offsets[i];
    states[i] = typeof thumbnail === 'number' ? thumbnail : MADE;
    if (typeof thumbnail === 'number') return;
    mosaics.set(thumbnail.mosaic, i * bytes);
    if (thumbnail.picture === null) return;
    jpegs.push(thumbnail.picture);
    offsets[i + 1] += thumbnail.picture.length;
  });
  const pictures = new Uint8Array(offsets[samples.length]);
  let at = 0;
  for (const jpeg of jpegs) {
    pictures.set(jpeg, at);
    at += jpeg.length;
  }
  return { samples, states, mosaics, pictures, offsets };
}

function imageOf(sample: number): Uint8Array {
  const image = read(sample);
  if (typeof image !== 'number') return image.slice();
  const code = image === MISSING ? 'picture-missing' : 'picture-changed';
  throw new MikkeError(code, { sample, path: folderOf(record) });
}

/** An image as training shows it, as pixels for people. */
function seen({ sample, augmentation, view }: Extract<Ask, { kind: 'seen' }>) {
  const { trainCount } = record;
  const inSplit = sample < trainCount ? sample : sample - trainCount;
  const image = imageOf(sample);
  const { shown, height, width, done } = seenAs(record, inSplit, image, { augmentation, view });
  return { pixels: pictureOf(shown, record), height, width, done };
}

async function answer(ask: Ask): Promise<Answer> {
  const { id } = ask;
  switch (ask.kind) {
    case 'draw':
      return { id, kind: 'drawn', thumbnails: await draw(ask.samples) };
    case 'cut':
      return { id, kind: 'drawn', thumbnails: await cut(ask.samples, ask.png) };
    case 'image':
      return { id, kind: 'image', pixels: imageOf(ask.sample) };
    case 'seen':
      return { id, kind: 'seen', seen: seen(ask) };
  }
}

const buffersOf = (given: Answer): ArrayBuffer[] => {
  if (given.kind === 'image') return [given.pixels.buffer as ArrayBuffer];
  if (given.kind === 'seen') return [given.seen.pixels.buffer as ArrayBuffer];
  if (given.kind !== 'drawn') return [];
  return Object.values(given.thumbnails).map(({ buffer }) => buffer as ArrayBuffer);
};

parentPort?.on('message', (given: unknown) => {
  const ask = askSchema.parse(given);
  void answer(ask)
    .catch((error: unknown): Answer => {
      // The files may be others by the next time.
      files?.close();
      files = null;
      return { id: ask.id, kind: 'refused', report: reportOf(error) };
    })
    .then((said) => parentPort?.postMessage(said, buffersOf(said)));
});
