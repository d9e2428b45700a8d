import {
  ByteWriter,
  ParquetWriter,
  schemaFromColumnData,
  type ColumnSource,
} from 'hyparquet-writer';
import type { EpochRows } from './rows.ts';

/** An epoch a row group. Bytes are handed on after each, so that only one is in memory. */
export async function* parquet(epochs: AsyncIterable<EpochRows>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columns() }),
    createdBy: 'mikke',
  });
  const take = () => {
    const taken = bytes.getBytes().slice();
    // The writer's offset goes on counting the whole file; only its buffer starts over.
    bytes.index = 0;
    return taken;
  };
  for await (const rows of epochs) {
    await file.write({ columnData: columns(rows), rowGroupSize: rows.size });
    yield take();
  }
  await file.finish();
  yield take();
}

function columns(rows?: EpochRows): ColumnSource[] {
  const size = rows?.size ?? 0;
  const int32 = (name: string, data: ArrayLike<number>): ColumnSource => ({
    name,
    data: Int32Array.from(data),
    type: 'INT32',
    nullable: false,
  });
  const float = (name: string, data: Float32Array): ColumnSource => ({
    name,
    data,
    type: 'FLOAT',
    nullable: false,
  });
  return [
    int32('epoch', new Int32Array(size).fill(rows?.epoch ?? 0)),
    int32(
      'sample',
      Int32Array.from({ length: size }, (_, sample) => sample),
    ),
    int32('label', rows?.label ?? []),
    int32('predicted', rows?.predicted ?? []),
    float('loss', rows?.loss ?? new Float32Array(0)),
    float('confidence', rows?.confidence ?? new Float32Array(0)),
    int32('correct', rows?.correct ?? []),
    int32('hidden', rows?.hidden ?? []),
    int32('movedBack', rows?.movedBack ?? []),
  ];
}
