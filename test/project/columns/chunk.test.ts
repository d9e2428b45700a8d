import { expect, test } from 'vitest';
import { decodeChunk, encodeChunk, packChunk } from '../../../src/project/columns/chunk.ts';
import {
  columnsBuilder,
  chunkCount,
  chunkLength,
  sliceOf,
} from '../../../src/project/columns/column.ts';
import {
  byteLength,
  bytesOf,
  type Dtype,
  type Values,
} from '../../../src/project/columns/dtype.ts';
import { Damage } from '../../../src/project/damage.ts';

const sizes = [0, 1, 2047, 2048, 16_383, 16_384, 16_385, 40_000];

const columnOf: Record<Dtype, (size: number) => Values> = {
  u8: (size) => Uint8Array.from({ length: size }, (_, i) => i % 251),
  u16: (size) => Uint16Array.from({ length: size }, (_, i) => i % 999),
  u32: (size) => Uint32Array.from({ length: size }, (_, i) => i * 70_001),
  f32: (size) => Float32Array.from({ length: size }, (_, i) => Math.sin(i)),
  bits: (size) => Uint8Array.from({ length: byteLength('bits', size) }, (_, i) => (i * 37) % 256),
};

for (const pack of [false, true]) {
  test.each(
    Object.keys(columnOf).flatMap((dtype) => sizes.map((size) => [dtype as Dtype, size] as const)),
  )(`a %s column of %i values comes back from ${pack ? 'packed' : 'raw'} chunks`, (dtype, size) => {
    const column = columnOf[dtype](size);
    const builder = columnsBuilder([dtype], size);
    for (let chunk = chunkCount(size) - 1; chunk >= 0; chunk--) {
      const length = chunkLength(size, chunk);
      const raw = encodeChunk([dtype], length, [sliceOf(column, dtype, size, chunk)]);
      builder.add(chunk, pack ? packChunk(raw.data, [dtype], length).data : raw.data);
    }
    expect(builder.values(0, dtype)).toEqual(column);
  });
}

const losses = Float32Array.from({ length: 5000 }, (_, i) => i / 7);
const { data, blockBytes } = encodeChunk(['f32'], 5000, [bytesOf(losses)]);
const decode = (bytes: Uint8Array) =>
  decodeChunk(bytes, ['f32'], 5000, [new Uint8Array(20_000)], 0);

test('blocks begin at every block size', () => {
  expect(data.readUInt32LE(4)).toBe(blockBytes);
});

test('a chunk that is cut off is found', () => {
  for (const length of [0, 10, blockBytes, data.length - 1]) {
    expect(() => decode(data.subarray(0, length))).toThrow(Damage);
  }
});

test('a changed byte of any block is found', () => {
  for (const at of [30, blockBytes + 30, data.length - 1]) {
    const changed = Uint8Array.from(data);
    changed[at] ^= 1;
    expect(() => decode(changed)).toThrow(Damage);
  }
});

test('a packed chunk is divided into blocks of the same size, too', () => {
  const mixed = Float32Array.from({ length: 5000 }, (_, i) => (i < 2048 ? 1 : Math.sin(i)));
  const raw = encodeChunk(['f32'], 5000, [bytesOf(mixed)]);
  const packed = packChunk(raw.data, ['f32'], 5000);
  const second = packed.data.subarray(packed.blockBytes, 2 * packed.blockBytes);
  expect(new DataView(second.buffer, second.byteOffset).getUint32(4, true)).toBe(packed.blockBytes);
});
