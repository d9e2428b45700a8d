import {
  ByteWriter,
  ParquetWriter,
  schemaFromColumnData,
  type BasicType,
  type ColumnSource,
} from 'hyparquet-writer';
import type { ColumnType, Format, Head, Rows, Values } from './rows.ts';

const types: Record<ColumnType, BasicType> = {
  ...{ int32: 'INT32', int64: 'INT64', float32: 'FLOAT', double: 'DOUBLE', text: 'STRING' },
};

/** A row group for what comes together. Bytes are handed on after each, so that only one is in memory. */
export const parquet: Format = async function* (head, rows) {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: sources(head, null) }),
    createdBy: 'mikke',
  });
  const take = () => {
    const taken = bytes.getBytes().slice();
    // The writer's offset goes on counting the whole file; only its buffer starts over.
    bytes.index = 0;
    return taken;
  };
  for await (const part of rows) {
    if (part.count === 0) continue;
    await file.write({ columnData: sources(head, part), rowGroupSize: part.count });
    yield take();
  }
  await file.finish();
  yield take();
};

const sources = (head: Head, rows: Rows | null): ColumnSource[] =>
  head.map(({ name, type }, i) => ({
    name,
    data:
      rows === null
        ? []
        : Array.from({ length: rows.count }, (_, row) => valueOf(rows.columns[i][row], type)),
    type: types[type],
    nullable: true,
  }));

function valueOf(value: Values[number], type: ColumnType): bigint | number | string | null {
  if (value === null || Number.isNaN(value)) return null;
  if (type === 'text') return String(value);
  return type === 'int64' ? BigInt(value) : Number(value);
}
