import type { SampleShape } from '../../core/record/sample-shape.ts';

/** An array of unsigned bytes from an IDX file, the last dimension running fastest. */
export type IdxArray = { dimensions: number[]; values: Uint8Array };

/** Either the array, or what is wrong as the rest of a sentence that begins with the file's name. */
export type IdxResult = { array: IdxArray } | { problem: string };

const UNSIGNED_BYTES = 0x08;
const otherTypes: Record<number, string> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floating-point numbers',
  0x0e: '64-bit floating-point numbers',
};

/**
 * Reads the bytes of an IDX file (Yann LeCun's format: two zero bytes, a type, the number of
 * dimensions, each dimension as a big-endian 32-bit integer, then the values). `values` is a view
 * into `bytes`. Nothing is guessed: a length that is off by one byte is refused.
 */
export function parseIdx(bytes: Uint8Array): IdxResult {
  if (bytes.length === 0) return { problem: 'is empty.' };
  if (bytes.length < 4) {
    return { problem: `is not an IDX file: it has only ${bytesOf(bytes.length)}.` };
  }
  const [zero, alsoZero, type, rank] = bytes;
  if (zero !== 0 || alsoZero !== 0) {
    return { problem: 'is not an IDX file: it does not begin with two zero bytes.' };
  }
  if (type !== UNSIGNED_BYTES) {
    const other = otherTypes[type];
    return other === undefined
      ? { problem: `is not an IDX file: ${type} is no type of IDX values.` }
      : { problem: `holds ${other}, and only unsigned bytes can be read.` };
  }
  if (rank === 0) return { problem: 'declares no dimensions.' };

  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) {
    return { problem: `is truncated: it ends within the header of its ${rank} dimensions.` };
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const dimensions = Array.from({ length: rank }, (_, i) => header.getUint32(4 + 4 * i));
  const shape = describeShape(dimensions);
  if (dimensions[0] === 0) return { problem: 'holds no items.' };
  if (dimensions.includes(0)) return { problem: `declares items without values (${shape}).` };

  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(size)) {
    return { problem: `declares more values (${shape}) than a file can hold.` };
  }
  const values = bytes.subarray(headerBytes);
  if (values.length < size) {
    return {
      problem: `is truncated: its dimensions ${shape} need ${bytesOf(size)} of values, and it has ${values.length}.`,
    };
  }
  if (values.length > size) {
    return {
      problem: `is too long: it goes on for ${bytesOf(values.length - size)} after the values of its dimensions ${shape}.`,
    };
  }
  return { array: { dimensions, values } };
}

export const describeShape = (dimensions: readonly number[]): string => dimensions.join(' x ');

const bytesOf = (count: number) => (count === 1 ? '1 byte' : `${count} bytes`);

/**
 * Where the values of an IDX file of images begin, and the shape of one image, from the file's first
 * 20 bytes; null where these are of nothing like it.
 */
export function imagesHeader(start: Uint8Array): { bytes: number; shape: SampleShape } | null {
  const [zero, alsoZero, type, rank] = start;
  const bytes = 4 + 4 * rank;
  const images = rank === 3 || rank === 4;
  if (zero !== 0 || alsoZero !== 0 || type !== UNSIGNED_BYTES || !images) return null;
  if (start.length < bytes) return null;
  const view = new DataView(start.buffer, start.byteOffset, bytes);
  const [, height, width, channels = 1] = Array.from({ length: rank }, (_, i) =>
    view.getUint32(4 + 4 * i),
  );
  return { bytes, shape: { height, width, channels } };
}
