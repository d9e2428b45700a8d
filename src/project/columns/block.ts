/**
 * Up to 2,048 samples of one or more fields, in bytes that say what they are:
 *
 *   0      coding: 0 raw, 1 packed
 *   1      how many fields, at most 8
 *   2-3    length in values of each field, u16
 *   4-7    bytes of the whole block, u32
 *   8-11   CRC-32 of all other bytes, u32
 *   12-19  dtype of each field (columns/dtype.ts), then zeros
 *   20-    body, and zeros where the block is padded
 *
 * A raw body is the fields' values, one field after the other. A packed body (columns/planes.ts)
 * is the same bytes in another order, some of them compressed.
 */
import { crc32 } from 'node:zlib';
import { Damage } from '../damage.ts';
import { byteLength, dtypes, type Dtype, type Shape } from './dtype.ts';
import { bytesAt, packBody, unpackBody } from './planes.ts';

/** Samples in one block; the last one of a column has fewer. */
export const BLOCK = 2048;

const HEADER = 20;
const RAW = 0;
const PACKED = 1;

/** @param fields little-endian bytes of each field's values */
export const encodeBlock = (shape: Shape, fields: readonly Uint8Array[]): Buffer =>
  withHeader(shape, RAW, fields);

/** The values of a block in a packed one, or in a raw one where packing does not make it smaller. */
export function packBlock(block: Uint8Array, shape: Shape): Buffer {
  const fields = decodeBlock(block, shape);
  const packed = withHeader(shape, PACKED, packBody(shape, fields));
  const raw = encodeBlock(shape, fields);
  return packed.length < raw.length ? packed : raw;
}

/** The block with zeros at its end, so that it has so many bytes. */
export function padBlock(block: Buffer, bytes: number): Buffer {
  const padded = Buffer.concat([block], bytes);
  seal(padded);
  return padded;
}

/**
 * The bytes of the block that these bytes begin with.
 * @throws Damage
 */
export function firstBlock(bytes: Uint8Array): Uint8Array {
  const size = bytes.length < HEADER ? HEADER : headerOf(bytes).getUint32(4, true);
  if (size < HEADER || size > bytes.length) throw new Damage('a column is cut off.');
  return bytes.subarray(0, size);
}

/**
 * The bytes of each field; they may share memory with the block.
 * @throws Damage where the block is not what was written
 */
export function decodeBlock(block: Uint8Array, shape: Shape): Uint8Array[] {
  const body = checkedBody(block, shape);
  if (block[0] === RAW) return rawFields(body, shape);
  const fields = shape.dtypes.map((dtype) => new Uint8Array(byteLength(dtype, shape.length)));
  unpackBody(shape, body, fields);
  return fields;
}

/**
 * Puts the bytes of each field where they belong, without a copy in between; null leaves a field out.
 * @param fields each begins at a multiple of the dtype's width
 * @throws Damage where the block is not what was written
 */
export function decodeInto(
  block: Uint8Array,
  shape: Shape,
  fields: readonly (Uint8Array | null)[],
): void {
  const body = checkedBody(block, shape);
  if (block[0] === RAW) rawFields(body, shape).forEach((bytes, f) => fields[f]?.set(bytes));
  else unpackBody(shape, body, fields);
}

/**
 * One sample's value of each field, without decoding all others; of bits 0 or 1.
 * @throws Damage where the block is not what was written
 */
export function valuesAt(block: Uint8Array, shape: Shape, index: number): number[] {
  const body = checkedBody(block, shape);
  const bytes = block[0] === RAW ? rawBytesAt(body, shape, index) : bytesAt(shape, body, index);
  return bytes.map((value, field) => readValue(value, shape.dtypes[field], index));
}

function readValue(bytes: Uint8Array, dtype: Dtype, index: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (dtype) {
    case 'u8':
      return bytes[0];
    case 'u16':
      return view.getUint16(0, true);
    case 'u32':
      return view.getUint32(0, true);
    case 'f32':
      return view.getFloat32(0, true);
    case 'bits':
      return (bytes[0] >>> (index & 7)) & 1;
  }
}

function rawFields(body: Uint8Array, { dtypes, length }: Shape): Uint8Array[] {
  let end = 0;
  return dtypes.map((dtype) => body.subarray(end, (end += byteLength(dtype, length))));
}

const rawBytesAt = (body: Uint8Array, shape: Shape, index: number): Uint8Array[] =>
  rawFields(body, shape).map((bytes, field) => {
    const dtype = shape.dtypes[field];
    const { width } = dtypes[dtype];
    const at = dtype === 'bits' ? index >>> 3 : index * width;
    return bytes.subarray(at, at + width);
  });

function withHeader(shape: Shape, coding: number, body: readonly Uint8Array[]): Buffer {
  const block = Buffer.concat([Buffer.alloc(HEADER), ...body]);
  block[0] = coding;
  block[1] = shape.dtypes.length;
  block.writeUInt16LE(shape.length, 2);
  shape.dtypes.forEach((dtype, field) => (block[12 + field] = dtypes[dtype].code));
  seal(block);
  return block;
}

/** Writes the size and the checksum into the header. */
function seal(block: Buffer): void {
  block.writeUInt32LE(block.length, 4);
  block.writeUInt32LE(checksum(block), 8);
}

const checksum = (block: Uint8Array): number =>
  crc32(block.subarray(12), crc32(block.subarray(0, 8)));

const headerOf = (block: Uint8Array): DataView =>
  new DataView(block.buffer, block.byteOffset, HEADER);

function checkedBody(block: Uint8Array, shape: Shape): Uint8Array {
  if (block.length < HEADER) throw new Damage('a column is cut off.');
  const header = headerOf(block);
  if (header.getUint32(8, true) !== checksum(block)) {
    throw new Damage('the checksum of a column does not match its bytes.');
  }
  const asExpected =
    header.getUint16(2, true) === shape.length &&
    block[1] === shape.dtypes.length &&
    shape.dtypes.every((dtype, field) => block[12 + field] === dtypes[dtype].code);
  if (!asExpected) throw new Damage('a column has another type or length than it should.');
  return block.subarray(HEADER);
}
