/**
 * Pictures of samples for whoever draws them. Somebody says which samples are wanted, the most
 * wanted first, and draws what is there; `version` counts what came since. Mosaic tiles come first,
 * a thousand at a time, and larger pictures where the tile is larger. What is no longer wanted is
 * never asked for, so that scrolling fast queues up nothing.
 */
import { untrack } from 'svelte';
import { MikkeError } from '../../src/core/errors/error.ts';
import type { DatasetRecord } from '../../src/core/record/dataset.ts';
import {
  isWhole,
  mosaicSize,
  pictureSize,
  thumbnailStates,
  type ThumbnailState,
} from '../../src/core/record/thumbnail.ts';
import type { Output } from '../../src/rpc/contract.ts';
import { app } from './app.svelte.ts';
import { Sheets, type Place } from './sheets.ts';

export type PicturedDataset = Pick<DatasetRecord, 'width' | 'height' | 'channels'> & { id: number };

/** A picture to draw; `exact` where its pixels are the image's own, which stay squares when enlarged. */
export type Tile = Place & { exact: boolean };

/** Waiting until it is made, or missing or changed in the files of its data set. */
export type Trouble = Exclude<ThumbnailState, 'made'>;

/** As the end of a sentence about a sample. */
export const troubleWords: Record<Trouble, string> = {
  waiting: 'its thumbnail is not made yet',
  missing: 'its picture is missing: the files of the data set end before it',
  changed: 'its picture is not shown: the files of the data set hold another one in its place',
};

/** Whether there will be no picture as things stand. */
export const isBroken = (trouble: Trouble | null): boolean =>
  trouble === 'missing' || trouble === 'changed';

const MEBIBYTE = 2 ** 20;
/** Of the sheets of one data set; drawing from them takes as much again. Enough mosaic tiles for a screen of 3840x2160. */
const MOSAIC_BYTES = 24 * MEBIBYTE;
const PICTURE_BYTES = 32 * MEBIBYTE;
const MOSAIC_COLUMNS = 16;
const PICTURE_COLUMNS = 4;
const ASKED_AT_ONCE = 2;
const MOSAICS_ASKED = 1024;
const PICTURES_ASKED = 64;
/** Tiles that are painted on sheets before others get a turn: less than 2 ms. */
const PAINTED_AT_ONCE = 128;
/** JPEGs that are handed over to be decoded before others get a turn: less than 5 ms. */
const DECODED_AT_ONCE = 8;
/** By how much a tile must be larger than a mosaic tile for the picture to be worth its bytes. */
const WORTH_A_PICTURE = 1.5;

type Wish = { dataset: PicturedDataset; samples: ArrayLike<number>; longSide: number };

/** What is there of one data set. Numbers in sets are samples. */
class Pictured {
  readonly dataset: PicturedDataset;
  readonly mosaics: Sheets;
  readonly pictures: Sheets | null;
  readonly asked = { mosaics: new Set<number>(), pictures: new Set<number>() };
  /** Not made yet. */
  readonly waiting = new Set<number>();
  readonly broken = new Map<number, Trouble>();
  readonly pictureless = new Set<number>();
  /** Came when every place was of one that is wanted more. */
  readonly noRoom = { mosaics: new Set<number>(), pictures: new Set<number>() };
  /** What was told of the data set's thumbnails when `waiting` was last gone through. */
  progress: Output<'dataset.thumbnails'> | undefined;
  /** Of the wishes for this data set. */
  readonly wanted = new Set<number>();

  constructor(dataset: PicturedDataset) {
    this.dataset = dataset;
    this.mosaics = new Sheets(mosaicSize(dataset), MOSAIC_COLUMNS, MOSAIC_BYTES);
    const size = pictureSize(dataset);
    this.pictures = size === null ? null : new Sheets(size, PICTURE_COLUMNS, PICTURE_BYTES);
  }

  lacksMosaic = (sample: number): boolean =>
    this.mosaics.slots.get(sample) === undefined &&
    !this.asked.mosaics.has(sample) &&
    !this.noRoom.mosaics.has(sample) &&
    !this.waiting.has(sample) &&
    !this.broken.has(sample);

  lacksPicture = (sample: number): boolean =>
    this.pictures?.slots.get(sample) === undefined &&
    !this.asked.pictures.has(sample) &&
    !this.noRoom.pictures.has(sample) &&
    !this.waiting.has(sample) &&
    !this.broken.has(sample) &&
    !this.pictureless.has(sample);

  stays = (sample: number): boolean => this.wanted.has(sample);
}

type Batch = { pictured: Pictured; kind: 'mosaics' | 'pictures'; samples: Uint32Array };

class Tiles {
  #version = $state(0);
  #failure = $state.raw<string | null>(null);
  #project: string | null = null;
  #data = new Map<number, Pictured>();
  /** The newest last. */
  readonly #wishes = new Map<string, Wish>();
  #underWay = 0;
  #bumped = false;
  #bumpAgain = false;

  /** Counts what came, at most once a frame: what draws tiles reads it. */
  get version(): number {
    return this.#version;
  }

  /** Why pictures cannot be had, as a sentence. */
  get failure(): string | null {
    return this.#failure;
  }

  /**
   * Sets which samples somebody draws, the most wanted first; called in an effect, which runs again
   * when there may be more. Samples beyond what fits in memory are left out.
   * @param longSide of a tile, in device pixels
   */
  want(who: string, dataset: PicturedDataset, samples: ArrayLike<number>, longSide: number): void {
    // What was lost with the connection is asked for again, and what was not made before.
    void app.connection;
    const progress = app.thumbnails[dataset.id];
    const project = app.project?.path ?? null;
    untrack(() => {
      if (project !== this.#project) this.#forget(project);
      this.#wishes.delete(who);
      this.#wishes.set(who, { dataset, samples, longSide });
      const pictured = this.#picturedOf(dataset);
      if (progress !== undefined && progress !== pictured.progress) {
        pictured.progress = progress;
        for (const sample of pictured.waiting) {
          if (sample < progress.done) pictured.waiting.delete(sample);
        }
        if (progress.done === progress.total) pictured.broken.clear();
      }
      this.#countWanted();
      this.#ask();
    });
  }

  /** What somebody drew may go when room is needed. */
  release(who: string): void {
    this.#wishes.delete(who);
    this.#countWanted();
  }

  /**
   * What is there of a sample's picture, the better for a tile of that size.
   * @param longSide of the tile, in device pixels
   */
  tile(dataset: number, sample: number, longSide: number): Tile | undefined {
    const pictured = this.#data.get(dataset);
    if (pictured === undefined) return undefined;
    const large = wantsPictures(pictured.dataset, longSide);
    const picture = large ? pictured.pictures?.find(sample) : undefined;
    if (picture !== undefined) return { ...picture, exact: false };
    const mosaic = pictured.mosaics.find(sample);
    return mosaic && { ...mosaic, exact: pictured.pictures === null };
  }

  /** Why a sample has no picture; null where none was asked for, or it is there. */
  trouble(dataset: number, sample: number): Trouble | null {
    const pictured = this.#data.get(dataset);
    const waiting = pictured?.waiting.has(sample) === true;
    return pictured?.broken.get(sample) ?? (waiting ? 'waiting' : null);
  }

  /** Asks again for what failed. */
  retry(): void {
    this.#failure = null;
    this.#ask();
  }

  #forget(project: string | null): void {
    this.#project = project;
    this.#data = new Map();
    this.#wishes.clear();
    this.#failure = null;
  }

  #picturedOf(dataset: PicturedDataset): Pictured {
    const known = this.#data.get(dataset.id);
    if (known !== undefined) return known;
    // Of data sets that nobody looks at any more nothing is kept.
    const wanted = new Set([...this.#wishes.values()].map((wish) => wish.dataset.id));
    for (const id of this.#data.keys()) if (!wanted.has(id)) this.#data.delete(id);
    const pictured = new Pictured(dataset);
    this.#data.set(dataset.id, pictured);
    return pictured;
  }

  #countWanted(): void {
    for (const { wanted, noRoom } of this.#data.values()) {
      for (const set of [wanted, noRoom.mosaics, noRoom.pictures]) set.clear();
    }
    for (const { dataset, samples, longSide } of this.#wishes.values()) {
      const pictured = this.#data.get(dataset.id);
      if (pictured === undefined) continue;
      const { wanted, mosaics, pictures } = pictured;
      const large = wantsPictures(dataset, longSide);
      const count = Math.min(samples.length, mosaics.slots.capacity);
      for (let i = 0; i < count; i++) {
        wanted.add(samples[i]);
        mosaics.slots.use(samples[i]);
        if (large && pictures !== null && i < pictures.slots.capacity) {
          pictures.slots.use(samples[i]);
        }
      }
    }
  }

  #ask(): void {
    while (this.#underWay < ASKED_AT_ONCE && app.connection === 'open' && this.#failure === null) {
      const batch = this.#nextBatch();
      if (batch === null) return;
      this.#underWay++;
      void this.#fetch(batch).finally(() => {
        this.#underWay--;
        this.#ask();
      });
    }
  }

  /** What is wanted most of what is not there: mosaic tiles for the newest wish first, then pictures. */
  #nextBatch(): Batch | null {
    const wishes = [...this.#wishes.values()].reverse();
    for (const { dataset, samples } of wishes) {
      const pictured = this.#picturedOf(dataset);
      const { capacity } = pictured.mosaics.slots;
      const some = firstOf(samples, capacity, MOSAICS_ASKED, pictured.lacksMosaic);
      if (some.length > 0) return { pictured, kind: 'mosaics', samples: some };
    }
    for (const { dataset, samples, longSide } of wishes) {
      const pictured = this.#picturedOf(dataset);
      if (pictured.pictures === null || !wantsPictures(dataset, longSide)) continue;
      const { capacity } = pictured.pictures.slots;
      const some = firstOf(samples, capacity, PICTURES_ASKED, pictured.lacksPicture);
      if (some.length > 0) return { pictured, kind: 'pictures', samples: some };
    }
    return null;
  }

  async #fetch({ pictured, kind, samples }: Batch): Promise<void> {
    const asked = pictured.asked[kind];
    const { id: dataset } = pictured.dataset;
    for (const sample of samples) asked.add(sample);
    try {
      if (kind === 'mosaics') {
        const { states, pixels } = await app.client.call('dataset.mosaics', { dataset, samples });
        await this.#takeMosaics(pictured, samples, states, pixels);
      } else {
        const { offsets, data } = await app.client.call('dataset.pictures', { dataset, samples });
        await this.#takePictures(pictured, samples, offsets, data);
      }
    } catch (error) {
      // What was lost with the connection is asked for again when there is one.
      const lost = error instanceof MikkeError && error.code === 'connection-lost';
      if (!lost && this.#data.get(dataset) === pictured) {
        this.#failure = error instanceof Error ? error.message : String(error);
      }
    } finally {
      for (const sample of samples) asked.delete(sample);
      this.#bump();
    }
  }

  async #takeMosaics(
    pictured: Pictured,
    samples: Uint32Array,
    states: Uint8Array,
    pixels: Uint8Array,
  ): Promise<void> {
    const { mosaics, dataset } = pictured;
    const { width, height } = mosaics;
    const values = width * height * dataset.channels;
    for (let start = 0; start < samples.length; start += PAINTED_AT_ONCE) {
      if (start > 0) await nextTask();
      const end = Math.min(samples.length, start + PAINTED_AT_ONCE);
      const some = pixels.subarray(start * values, end * values);
      const strip = new ImageData(rgbaOf(some, dataset.channels), width);
      for (let i = start; i < end; i++) {
        const state = thumbnailStates[states[i]];
        // What was made while this was on its way is asked for again.
        const made = samples[i] < (pictured.progress?.done ?? 0);
        if (state === 'waiting') {
          if (!made) pictured.waiting.add(samples[i]);
        } else if (state !== 'made') pictured.broken.set(samples[i], state);
        else {
          const slot = mosaics.slots.take(samples[i], pictured.stays);
          if (slot === null) pictured.noRoom.mosaics.add(samples[i]);
          else mosaics.putPixels(slot, strip, (i - start) * height);
        }
      }
      this.#bump();
    }
  }

  async #takePictures(
    pictured: Pictured,
    samples: Uint32Array,
    offsets: Uint32Array,
    data: Uint8Array,
  ): Promise<void> {
    const { pictures } = pictured;
    const take = async (sample: number, i: number) => {
      const jpeg = data.subarray(offsets[i], offsets[i + 1]) as Uint8Array<ArrayBuffer>;
      const bitmap = jpeg.length === 0 ? null : await decoded(jpeg);
      if (bitmap === null) {
        pictured.pictureless.add(sample);
        return;
      }
      const slot = pictures?.slots.take(sample, pictured.stays) ?? null;
      if (slot === null) pictured.noRoom.pictures.add(sample);
      else pictures?.putImage(slot, bitmap);
      bitmap.close();
      this.#bump();
    };
    for (let start = 0; start < samples.length; start += DECODED_AT_ONCE) {
      const some = samples.subarray(start, start + DECODED_AT_ONCE);
      await Promise.all(Array.from(some, (sample, i) => take(sample, start + i)));
    }
  }

  /** At once, and then once a frame. */
  #bump(): void {
    if (this.#bumped) {
      this.#bumpAgain = true;
      return;
    }
    this.#bumped = true;
    this.#version++;
    requestAnimationFrame(() => {
      this.#bumped = false;
      if (!this.#bumpAgain) return;
      this.#bumpAgain = false;
      this.#bump();
    });
  }
}

const wantsPictures = (dataset: PicturedDataset, longSide: number): boolean => {
  const { width, height } = mosaicSize(dataset);
  return !isWhole(dataset) && longSide >= WORTH_A_PICTURE * Math.max(width, height);
};

/** Up to `most` of the first `within` samples for which something holds. */
function firstOf(
  samples: ArrayLike<number>,
  within: number,
  most: number,
  holds: (sample: number) => boolean,
): Uint32Array {
  const found: number[] = [];
  const count = Math.min(samples.length, within);
  for (let i = 0; i < count && found.length < most; i++) {
    if (holds(samples[i])) found.push(samples[i]);
  }
  return Uint32Array.from(found);
}

/** A JPEG's picture; null where it cannot be decoded, and the mosaic tile has to do. */
const decoded = (jpeg: Uint8Array<ArrayBuffer>): Promise<ImageBitmap | null> =>
  createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })).catch(() => null);

/** Pixels with 1 or 3 channels as red, green, blue and opacity. */
export function rgbaOf(pixels: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint32Array(count);
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  // Little-endian, as every machine with a browser is.
  for (let i = 0, at = 0; i < count; i++, at += channels) {
    rgba[i] = 0xff000000 | (pixels[at + blue] << 16) | (pixels[at + green] << 8) | pixels[at];
  }
  return new Uint8ClampedArray(rgba.buffer);
}

/** Lets frames and clicks come in between. */
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

export const tiles = new Tiles();
