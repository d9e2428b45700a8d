import type { DatasetRecord } from '../../core/record/dataset.ts';
import {
  MADE,
  mosaicBytes,
  WAITING,
  type ThumbnailProgress,
  type Thumbnails,
} from '../../core/record/thumbnail.ts';
import type { Connections } from '../connections.ts';

/** Thumbnails in one atlas of an older format: sample s is tile s % 256 of atlas floor(s / 256). */
const ATLAS_TILES = 256;

/** Samples of one data set; see migration 110. */
const DATASET_STEP = 2 ** 32;

export function thumbnailStore(
  { read, write, transaction }: Connections,
  dataset: (id: number) => DatasetRecord,
) {
  const known = new Map<number, { total: number; bytes: number }>();
  /** How many samples a data set has, and the bytes of one of its mosaic tiles. */
  function extentOf(id: number) {
    let extent = known.get(id);
    if (extent === undefined) {
      // A data-set version never changes.
      const record = dataset(id);
      extent = { total: record.trainCount + record.testCount, bytes: mosaicBytes(record) };
      known.set(id, extent);
    }
    return extent;
  }
  const rowOf = (id: number, sample: number) => id * DATASET_STEP + sample;
  const rowsOf = (id: number) => [rowOf(id, 0), rowOf(id, DATASET_STEP - 1)];

  /** The sample after the last that is done with: they are made in order. */
  function next(id: number): number {
    const last = ['mosaics', 'broken_pictures'].map((table) =>
      read(`SELECT max(id) FROM ${table} WHERE id BETWEEN ? AND ?`)
        .pluck()
        .get(...rowsOf(id)),
    ) as (number | null)[];
    return Math.max(...last.map((row) => (row === null ? 0 : row - rowOf(id, 0) + 1)));
  }

  return {
    thumbnails(id: number): ThumbnailProgress {
      const broken = read('SELECT count(*) FROM broken_pictures WHERE id BETWEEN ? AND ?')
        .pluck()
        .get(...rowsOf(id)) as number;
      return { done: next(id), total: extentOf(id).total, broken };
    },

    thumbnailsLeft(id: number): { next: number; broken: Uint32Array } {
      const broken = read('SELECT id FROM broken_pictures WHERE id BETWEEN ? AND ? ORDER BY id')
        .pluck()
        .all(...rowsOf(id)) as number[];
      const from = rowOf(id, 0);
      return { next: next(id), broken: Uint32Array.from(broken, (row) => row - from) };
    },

    addThumbnails(id: number, given: Thumbnails): void {
      const { samples, states, mosaics, pictures, offsets } = given;
      const { total, bytes } = extentOf(id);
      const fits =
        states.length === samples.length &&
        mosaics.length === samples.length * bytes &&
        offsets.length === samples.length + 1 &&
        samples.every((sample) => sample < total);
      if (!fits) throw new Error(`The thumbnails are not of samples of data set ${id}.`);
      transaction(() => {
        const keepMosaic = write('INSERT OR REPLACE INTO mosaics (id, pixels) VALUES (?, ?)');
        const keepPicture = write('INSERT OR REPLACE INTO pictures (id, jpeg) VALUES (?, ?)');
        const keepBroken = write(
          'INSERT OR REPLACE INTO broken_pictures (id, state) VALUES (?, ?)',
        );
        const mend = write('DELETE FROM broken_pictures WHERE id = ?');
        samples.forEach((sample, i) => {
          const row = rowOf(id, sample);
          if (states[i] !== MADE) return void keepBroken.run(row, states[i]);
          mend.run(row);
          keepMosaic.run(row, mosaics.subarray(i * bytes, (i + 1) * bytes));
          const jpeg = pictures.subarray(offsets[i], offsets[i + 1]);
          if (jpeg.length > 0) keepPicture.run(row, jpeg);
        });
        const end = samples.length === 0 ? 0 : samples[samples.length - 1] + 1;
        const atlases = Math.ceil(
          end === total ? end / ATLAS_TILES : Math.floor(end / ATLAS_TILES),
        );
        write('DELETE FROM atlases WHERE dataset = ? AND number < ?').run(id, atlases);
      });
    },

    carryThumbnails(from: number, to: number, places: Uint32Array, start: number): number {
      const end = next(from);
      const waiting = places.findIndex((place) => place >= end);
      const count = waiting === -1 ? places.length : waiting;
      transaction(() => {
        const copies = [
          write('INSERT OR IGNORE INTO mosaics SELECT ?, pixels FROM mosaics WHERE id = ?'),
          write('INSERT OR IGNORE INTO pictures SELECT ?, jpeg FROM pictures WHERE id = ?'),
          write(
            'INSERT OR IGNORE INTO broken_pictures SELECT ?, state FROM broken_pictures WHERE id = ?',
          ),
        ];
        for (let i = 0; i < count; i++) {
          for (const copy of copies) copy.run(rowOf(to, start + i), rowOf(from, places[i]));
        }
      });
      return count;
    },

    /** A PNG image with the thumbnails of samples 256 n … 256 n + 255 from an older format; null where there is none. */
    atlas(id: number, n: number): Uint8Array | null {
      const png = read('SELECT png FROM atlases WHERE dataset = ? AND number = ?')
        .pluck()
        .get(id, n);
      return png === undefined ? null : new Uint8Array(png as Buffer);
    },

    mosaics(id: number, samples: Uint32Array): { states: Uint8Array; pixels: Uint8Array } {
      const { bytes } = extentOf(id);
      const select = read('SELECT pixels FROM mosaics WHERE id = ?').pluck();
      const why = read('SELECT state FROM broken_pictures WHERE id = ?').pluck();
      const states = new Uint8Array(samples.length);
      const pixels = new Uint8Array(samples.length * bytes);
      samples.forEach((sample, i) => {
        const tile = select.get(rowOf(id, sample)) as Buffer | undefined;
        // One of another length cannot be what was kept.
        if (tile?.length === bytes) pixels.set(tile, i * bytes);
        states[i] =
          tile?.length === bytes
            ? MADE
            : ((why.get(rowOf(id, sample)) as number | undefined) ?? WAITING);
      });
      return { states, pixels };
    },

    pictures(id: number, samples: Uint32Array): { offsets: Uint32Array; data: Uint8Array } {
      const select = read('SELECT jpeg FROM pictures WHERE id = ?').pluck();
      const found = Array.from(samples, (sample) => {
        return select.get(rowOf(id, sample)) as Buffer | undefined;
      });
      const offsets = new Uint32Array(samples.length + 1);
      found.forEach((jpeg, i) => (offsets[i + 1] = offsets[i] + (jpeg?.length ?? 0)));
      const data = new Uint8Array(offsets[samples.length]);
      found.forEach((jpeg, i) => jpeg !== undefined && data.set(jpeg, offsets[i]));
      return { offsets, data };
    },
  };
}
