import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BLOCK,
  decodeBlock,
  encodeBlock,
  packBlock,
  padBlock,
  valuesAt,
} from '../../../src/project/columns/block.ts';
import { byteLength, bytesOf, valuesOf, type Dtype } from '../../../src/project/columns/dtype.ts';
import { Damage } from '../../../src/project/damage.ts';

const dtypes: Dtype[] = ['u8', 'u16', 'u32', 'f32', 'bits'];

/** Bytes with every degree of disorder, from all the same to random. */
const someBytes = (length: number) =>
  fc
    .record({ seed: fc.integer(), spread: fc.integer({ min: 0, max: 255 }) })
    .map(({ seed, spread }) => {
      let state = seed;
      return Uint8Array.from({ length }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
        return (state >>> 16) & spread;
      });
    });

const someBlock = fc
  .record({
    length: fc.oneof(fc.constantFrom(0, 1, 7, 8, 9, BLOCK - 1, BLOCK), fc.nat(300)),
    dtypes: fc.array(fc.constantFrom(...dtypes), { minLength: 1, maxLength: 6 }),
  })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      fields: fc.tuple(...shape.dtypes.map((dtype) => someBytes(byteLength(dtype, shape.length)))),
    }),
  );

test('values of any dtype and length come back from a raw block', () => {
  fc.assert(
    fc.property(someBlock, ({ shape, fields }) => {
      expect(decodeBlock(encodeBlock(shape, fields), shape).map(Buffer.from)).toEqual(
        fields.map(Buffer.from),
      );
    }),
  );
});

test('values of any dtype and length come back from a packed block', () => {
  fc.assert(
    fc.property(someBlock, ({ shape, fields }) => {
      const packed = packBlock(encodeBlock(shape, fields), shape);
      expect(decodeBlock(packed, shape).map(Buffer.from)).toEqual(fields.map(Buffer.from));
    }),
  );
});

test('one sample of a raw or packed, padded block is what the whole block says of it', () => {
  fc.assert(
    fc.property(someBlock, fc.nat(), fc.boolean(), ({ shape, fields }, at, pack) => {
      fc.pre(shape.length > 0);
      const index = at % shape.length;
      const expected = shape.dtypes.map((dtype, field) =>
        dtype === 'bits'
          ? (fields[field][index >>> 3] >>> (index & 7)) & 1
          : valuesOf(dtype, Uint8Array.from(fields[field]).buffer)[index],
      );
      const raw = encodeBlock(shape, fields);
      const block = pack ? packBlock(raw, shape) : raw;
      expect(valuesAt(padBlock(block, block.length + 5), shape, index)).toEqual(expected);
    }),
  );
});

test('a packed block is never larger than the raw one', () => {
  fc.assert(
    fc.property(someBlock, ({ shape, fields }) => {
      const raw = encodeBlock(shape, fields);
      expect(packBlock(raw, shape).length).toBeLessThanOrEqual(raw.length);
    }),
  );
});

const shape = { dtypes: ['f32', 'u8'] as const, length: 500 };
const sample = encodeBlock(shape, [
  bytesOf(Float32Array.from({ length: 500 }, (_, i) => Math.sin(i))),
  Uint8Array.from({ length: 500 }, (_, i) => i % 3),
]);

test.each([
  ['raw', sample],
  ['packed', packBlock(sample, shape)],
])('one changed byte anywhere in a %s block is found', (_, block) => {
  fc.assert(
    fc.property(fc.nat(block.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Uint8Array.from(block);
      changed[at] ^= change;
      expect(() => decodeBlock(changed, shape)).toThrow(Damage);
    }),
  );
});

test('a block that is cut off is found', () => {
  for (const length of [0, 5, 20, sample.length - 1]) {
    expect(() => decodeBlock(sample.subarray(0, length), shape)).toThrow(Damage);
  }
});

test('a whole block of another length or type is not taken for the one expected', () => {
  expect(() => decodeBlock(sample, { ...shape, length: 499 })).toThrow('another type or length');
  expect(() => decodeBlock(sample, { ...shape, dtypes: ['u32', 'u8'] })).toThrow(
    'another type or length',
  );
});

test('values are little-endian on disk', () => {
  const block = encodeBlock({ dtypes: ['u32'], length: 1 }, [bytesOf(Uint32Array.of(0x01020304))]);
  expect([...block.subarray(-4)]).toEqual([4, 3, 2, 1]);
});

test('float32 values that differ little take less than raw once packed', () => {
  const losses = Float32Array.from({ length: BLOCK }, (_, i) => 1 + i / 1e5);
  const raw = encodeBlock({ dtypes: ['f32'], length: BLOCK }, [bytesOf(losses)]);
  expect(packBlock(raw, { dtypes: ['f32'], length: BLOCK }).length).toBeLessThan(raw.length * 0.8);
});
