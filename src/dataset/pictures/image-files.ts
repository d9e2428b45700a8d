/** The images of a data-set version, read one by one from its files as they are on disk by now. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { MikkeError } from '../../core/errors/error.ts';
import type { DatasetRecord } from '../../core/record/dataset.ts';
import { pixelsOf } from '../../core/record/sample-shape.ts';
import { imagesHeader } from '../idx/parse.ts';
import { MNIST, mnistFolder } from '../mnist.ts';

export type ImageFiles = {
  /** Height x width x channels; null where the file ends before the image. */
  read(sample: number): Uint8Array | null;
  close(): void;
};

/** Reads some bytes of a file, fewer at its end. */
type Bytes = { at(start: number, length: number): Uint8Array; close(): void };

/** The largest header of images: four dimensions. */
const HEADER_BYTES = 20;

export const folderOf = ({ source }: Pick<DatasetRecord, 'source'>): string =>
  source.folder === MNIST ? mnistFolder() : source.folder;

/**
 * @param sourceIndex each sample's index in the file that it comes from
 * @throws dataset-moved, dataset-changed where the files hold images of another shape, dataset-unreadable
 */
export function openImageFiles(record: DatasetRecord, sourceIndex: Uint32Array): ImageFiles {
  const { source, trainCount } = record;
  const { trainImages, testImages } = source.files;
  const train = openImages(record, trainImages);
  let test = train;
  try {
    // Held-out samples come from the training files.
    if (source.validation === undefined) test = openImages(record, testImages);
  } catch (error) {
    train.close();
    throw error;
  }
  return {
    read: (sample) => (sample < trainCount ? train : test).image(sourceIndex[sample]),
    close() {
      train.close();
      if (test !== train) test.close();
    },
  };
}

function openImages(record: DatasetRecord, name: string) {
  const folder = folderOf(record);
  const size = pixelsOf(record);
  const unreadable = (error: unknown): MikkeError => {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return new MikkeError('dataset-moved', { path: folder }, error);
    }
    const problem = `"${name}" gives an error (${code}).`;
    return new MikkeError('dataset-unreadable', { path: folder, problem }, error);
  };
  const trying = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof MikkeError ? error : unreadable(error);
    }
  };

  const bytes = trying(() => openBytes(join(folder, name)));
  try {
    const header = imagesHeader(trying(() => bytes.at(0, HEADER_BYTES)));
    const { height, width, channels } = header?.shape ?? {};
    if (height !== record.height || width !== record.width || channels !== record.channels) {
      throw new MikkeError('dataset-changed', { path: folder });
    }
    const start = header?.bytes ?? 0;
    return {
      image(index: number): Uint8Array | null {
        const image = trying(() => bytes.at(start + index * size, size));
        return image.length < size ? null : image;
      },
      close: () => bytes.close(),
    };
  } catch (error) {
    bytes.close();
    throw error;
  }
}

function openBytes(path: string): Bytes {
  const file = openSync(path, 'r');
  const at = (start: number, length: number) => {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const read = readSync(file, bytes, done, length - done, start + done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  };
  const close = () => closeSync(file);
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error(path), { code: 'EISDIR' });
    const [first, second] = at(0, 2);
    if (first !== 0x1f || second !== 0x8b) return { at, close };
    // Of data that break off, what is there is taken.
    const whole = gunzipSync(readFileSync(file), { finishFlush: constants.Z_SYNC_FLUSH });
    close();
    return { at: (start, length) => whole.subarray(start, start + length), close: () => {} };
  } catch (error) {
    close();
    throw error;
  }
}
