import { endianness } from 'node:os';
import { bitsetBytes } from '../../core/ledger/bits.ts';

/** How the values of a column stand in bytes, and each dtype's number on disk, which never changes. */
export const dtypes = {
  u8: { code: 1, width: 1 },
  u16: { code: 2, width: 2 },
  u32: { code: 3, width: 4 },
  f32: { code: 4, width: 4 },
  /** One bit a value, the lowest of each byte first (core/ledger/bits.ts). */
  bits: { code: 5, width: 1 },
} as const;
export type Dtype = keyof typeof dtypes;

/** The dtypes of a block's fields, and how many values each of them has. */
export type Shape = { dtypes: readonly Dtype[]; length: number };

export type Values = Uint8Array | Uint16Array | Uint32Array | Float32Array;
export type ValuesOf<D extends Dtype> = {
  u8: Uint8Array;
  u16: Uint16Array;
  u32: Uint32Array;
  f32: Float32Array;
  bits: Uint8Array;
}[D];

// Bytes are little-endian on disk; every platform that Mikke runs on has them so in memory.
if (endianness() !== 'LE') throw new Error('Mikke needs a little-endian processor.');

/** Bytes that `length` values take. */
export const byteLength = (dtype: Dtype, length: number): number =>
  dtype === 'bits' ? bitsetBytes(length) : length * dtypes[dtype].width;

/** The same memory as bytes. */
export const bytesOf = (values: Values): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const arrays = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f32: Float32Array,
  bits: Uint8Array,
};

/** @throws Error unless the array is of the kind that holds the dtype, and of `size` values */
export function checkColumn(name: string, dtype: Dtype, values: Values, size: number): void {
  if (!(values instanceof arrays[dtype]) || values.byteLength !== byteLength(dtype, size)) {
    throw new Error(`The column ${name} must be ${size} values of ${dtype}.`);
  }
}

/** The values that fill a buffer. */
export const valuesOf = <D extends Dtype>(dtype: D, buffer: ArrayBuffer): ValuesOf<D> =>
  new arrays[dtype](buffer) as ValuesOf<D>;
