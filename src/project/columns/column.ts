import { CHUNK, decodeChunk } from './chunk.ts';
import { byteLength, bytesOf, valuesOf, type Dtype, type Values, type ValuesOf } from './dtype.ts';

export const chunkCount = (size: number): number => Math.ceil(size / CHUNK);

/** How many of a column's `size` values stand in a chunk. */
export const chunkLength = (size: number, chunk: number): number =>
  Math.min(CHUNK, size - chunk * CHUNK);

/** The bytes of a column that go into one of its chunks. */
export function sliceOf(values: Values, dtype: Dtype, size: number, chunk: number): Uint8Array {
  const start = byteLength(dtype, chunk * CHUNK);
  return bytesOf(values).subarray(start, start + byteLength(dtype, chunkLength(size, chunk)));
}

/** Puts columns of `size` values together from their chunks, in whatever order they come. */
export function columnsBuilder(dtypes: readonly Dtype[], size: number) {
  const columns = dtypes.map((dtype) => new Uint8Array(byteLength(dtype, size)));
  return {
    /** @throws Damage */
    add: (chunk: number, data: Uint8Array): void =>
      decodeChunk(data, dtypes, chunkLength(size, chunk), columns, chunk * CHUNK),
    /** A column, which must be of the dtype. */
    values: <D extends Dtype>(field: number, dtype: D): ValuesOf<D> =>
      valuesOf(dtype, columns[field].buffer),
  };
}
