import { CHUNK, decodeChunk, encodeChunk, packChunk } from '../columns/chunk.ts';
import { chunkCount, chunkLength, columnsBuilder, sliceOf } from '../columns/column.ts';
import {
  byteLength,
  checkColumn,
  valuesOf,
  type Dtype,
  type Values,
  type ValuesOf,
} from '../columns/dtype.ts';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';

/** The tables in which a row is one chunk of one field of an owner: a data set or a run. */
const tables = { dataset: 'dataset_columns', run: 'run_columns' } as const;

/** A column's chunks as they are written, one at a time. */
export function* packedChunks(
  field: string,
  dtype: Dtype,
  values: Values,
  size: number,
): Generator<Buffer, void> {
  checkColumn(field, dtype, values, size);
  for (let chunk = 0; chunk < chunkCount(size); chunk++) {
    const length = chunkLength(size, chunk);
    const raw = encodeChunk([dtype], length, [sliceOf(values, dtype, size, chunk)]);
    yield packChunk(raw.data, [dtype], length).data;
  }
}

/** Columns that are written whole, and packed as they are written. */
export function chunkRows({ read, write }: Connections, owner: keyof typeof tables) {
  const table = tables[owner];
  function insert(id: number, field: string, chunks: Iterable<Buffer>): void {
    const statement = write(
      `INSERT INTO ${table} (${owner}, field, chunk, data) VALUES (?, ?, ?, ?)`,
    );
    let chunk = 0;
    for (const data of chunks) statement.run(id, field, chunk++, data);
  }

  return {
    /** @param chunks all of a column, by `packedChunks` */
    insert,

    put: (id: number, field: string, dtype: Dtype, values: Values, size: number): void =>
      insert(id, field, packedChunks(field, dtype, values, size)),

    remove(id: number, field: string): void {
      write(`DELETE FROM ${table} WHERE ${owner} = ? AND field = ?`).run(id, field);
    },

    /**
     * The values from `start` to `end`, without that, which stand in one chunk of the column.
     * @throws Damage where that is missing or broken
     */
    part<D extends Dtype>(
      id: number,
      field: string,
      dtype: D,
      size: number,
      [start, end]: readonly [number, number],
    ): ValuesOf<D> {
      const chunk = Math.floor(start / CHUNK);
      const data = read(`SELECT data FROM ${table} WHERE ${owner} = ? AND field = ? AND chunk = ?`)
        .pluck()
        .get(id, field, chunk);
      if (data === undefined) throw new Damage(`the ${field} of ${owner} ${id} are not whole.`);
      const length = chunkLength(size, chunk);
      const bytes = new Uint8Array(byteLength(dtype, length));
      decodeChunk(data as Buffer, [dtype], length, [bytes], 0);
      const first = chunk * CHUNK;
      return valuesOf(dtype, bytes.buffer).slice(start - first, end - first) as ValuesOf<D>;
    },

    /** @throws Damage where a chunk is missing or broken */
    get<D extends Dtype>(id: number, field: string, dtype: D, size: number): ValuesOf<D> {
      const select = read(
        `SELECT chunk, data FROM ${table} WHERE ${owner} = ? AND field = ? ORDER BY chunk`,
      );
      const builder = columnsBuilder([dtype], size);
      const rows = select.all(id, field) as { chunk: number; data: Buffer }[];
      if (rows.length !== chunkCount(size)) {
        throw new Damage(`the ${field} of ${owner} ${id} are not whole.`);
      }
      for (const { chunk, data } of rows) builder.add(chunk, data);
      return builder.values(0, dtype);
    },
  };
}
