/**
 * Up to 16,384 samples of one or more fields, as one blob of the project: blocks of 2,048 samples,
 * padded to the same size but for the last, so that one can be read alone.
 */
import { BLOCK, decodeInto, encodeBlock, firstBlock, packBlock, padBlock } from './block.ts';
import { byteLength, type Dtype } from './dtype.ts';

/** Samples in one chunk; the last one of a column has fewer. */
export const CHUNK = 16_384;

/** `blockBytes` is where the second block begins. */
export type Chunk = { blockBytes: number; data: Buffer };

const blockStarts = (length: number): number[] =>
  Array.from({ length: Math.ceil(length / BLOCK) }, (_, block) => block * BLOCK);

/** How many of a chunk's `length` samples stand in the block that begins at a sample. */
export const blockLength = (length: number, start: number): number =>
  Math.min(BLOCK, length - start);

/**
 * Values as they are.
 * @param fields little-endian bytes of each field's `length` values
 */
export const encodeChunk = (
  dtypes: readonly Dtype[],
  length: number,
  fields: readonly Uint8Array[],
): Chunk =>
  joinBlocks(
    blockStarts(length).map((start) => {
      const count = blockLength(length, start);
      const slices = fields.map((bytes, field) => {
        const from = byteLength(dtypes[field], start);
        return bytes.subarray(from, from + byteLength(dtypes[field], count));
      });
      return encodeBlock({ dtypes, length: count }, slices);
    }),
  );

/** The same values, packed where that makes them smaller. @throws Damage */
export const packChunk = (data: Uint8Array, dtypes: readonly Dtype[], length: number): Chunk =>
  joinBlocks(
    splitBlocks(data, length).map(({ start, block }) =>
      packBlock(block, { dtypes, length: blockLength(length, start) }),
    ),
  );

/**
 * Puts each field's values where they belong in a column.
 * @param columns bytes of whole columns; null leaves a field out
 * @param first the sample that the chunk begins with
 * @throws Damage
 */
export function decodeChunk(
  data: Uint8Array,
  dtypes: readonly Dtype[],
  length: number,
  columns: readonly (Uint8Array | null)[],
  first: number,
): void {
  for (const { start, block } of splitBlocks(data, length)) {
    const count = blockLength(length, start);
    const fields = columns.map((bytes, field) => {
      const at = byteLength(dtypes[field], first + start);
      return bytes?.subarray(at, at + byteLength(dtypes[field], count)) ?? null;
    });
    decodeInto(block, { dtypes, length: count }, fields);
  }
}

function splitBlocks(data: Uint8Array, length: number) {
  let rest = data;
  return blockStarts(length).map((start) => {
    const block = firstBlock(rest);
    rest = rest.subarray(block.length);
    return { start, block };
  });
}

function joinBlocks(blocks: Buffer[]): Chunk {
  const blockBytes = Math.max(0, ...blocks.map((block) => block.length));
  const last = blocks.length - 1;
  const padded = blocks.map((block, b) => (b === last ? block : padBlock(block, blockBytes)));
  return { blockBytes, data: Buffer.concat(padded) };
}
