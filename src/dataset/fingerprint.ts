import { createHash, hash, type Hash } from 'node:crypto';
import { CONTENT_ID_BYTES } from '../core/record/dataset.ts';
import { pixelsOf, type SampleShape } from '../core/record/sample-shape.ts';
import { imageOf, type Samples } from './samples.ts';

/** The most that is handed to a hash at once, which must stay below 2 GiB. */
const CHUNK_BYTES = 2 ** 28;

/** Content ids of all samples, CONTENT_ID_BYTES each: the same image has the same id in any data set. */
export function contentIds(samples: Samples, onSample?: (done: number) => void): Uint8Array {
  const { count, shape } = samples;
  const idOf = contentIdOf(shape);
  const ids = new Uint8Array(count * CONTENT_ID_BYTES);
  for (let i = 0; i < count; i++) {
    onSample?.(i);
    ids.set(idOf(imageOf(samples, i)), i * CONTENT_ID_BYTES);
  }
  return ids;
}

/** What makes content ids of images of one shape. */
export function contentIdOf(shape: SampleShape): (image: Uint8Array) => Uint8Array {
  const header = shapeHeader(shape);
  const hashed = new Uint8Array(header.length + pixelsOf(shape));
  hashed.set(header);
  return (image) => {
    hashed.set(image, header.length);
    return hash('sha256', hashed, 'buffer').subarray(0, CONTENT_ID_BYTES);
  };
}

/**
 * SHA-256 of a data-set version, as hexadecimal digits: shape and counts, then content ids, pixel
 * bytes and labels, each in order of position.
 */
export function fingerprint(
  train: Samples,
  test: Samples,
  ids: { train: Uint8Array; test: Uint8Array },
): string {
  const sum = createHash('sha256');
  sum.update(shapeHeader(train.shape));
  sum.update(bigEndian([train.count, test.count]));
  for (const bytes of [ids.train, ids.test, train.pixels, test.pixels, train.labels, test.labels]) {
    updateInChunks(sum, bytes);
  }
  return sum.digest('hex');
}

function updateInChunks(sum: Hash, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    sum.update(bytes.subarray(at, at + CHUNK_BYTES));
  }
}

const shapeHeader = ({ height, width, channels }: SampleShape) =>
  bigEndian([height, width, channels]);

/** 32 bits a number. */
function bigEndian(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, i) => view.setUint32(4 * i, number));
  return new Uint8Array(view.buffer);
}
