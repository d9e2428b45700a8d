import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeValue, encodeValue } from '../../src/rpc/codec.ts';

// Every bit pattern that a Float32Array can hold, NaN and infinities too; JavaScript may change a NaN's payload.
const floats = fc.float32Array({ maxLength: 9 });
const typedArray = fc.oneof(
  floats,
  fc.uint8Array({ maxLength: 9 }),
  fc.uint16Array({ maxLength: 9 }),
  fc.uint32Array({ maxLength: 9 }),
  fc.int32Array({ maxLength: 9 }),
);
const key = fc.oneof(fc.string(), fc.constantFrom('$', '$array', '$$array', '__proto__', 'toJSON'));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    typedArray,
    fc.constantFrom(null, true, false),
    // JSON has no negative zero.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

describe('a value', () => {
  test('comes back as it was, typed arrays with their kind', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decodeValue(encodeValue({ value }))).toStrictEqual({ value });
      }),
    );
  });

  test('comes back from wherever in a buffer its bytes are', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(15), (value, offset) => {
        const bytes = encodeValue({ value });
        const larger = Buffer.alloc(bytes.length + 20);
        larger.set(bytes, offset);
        const part = larger.subarray(offset, offset + bytes.length);
        expect(decodeValue(part)).toStrictEqual({ value });
      }),
    );
  });

  test('keeps NaN and infinities in typed arrays', () => {
    const values = Float32Array.of(NaN, Infinity, -Infinity, -0, 1.5);
    expect(decodeValue(encodeValue({ values }))).toStrictEqual({ values });
  });

  test('keeps a part of a typed array, and only that part', () => {
    const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(decodeValue(encodeValue({ part }))).toStrictEqual({ part: Float32Array.of(2, 3) });
  });

  test.each([
    NaN,
    Infinity,
    new Float64Array(1),
    Buffer.from('x'),
    new DataView(new ArrayBuffer(1)),
  ])('that would be changed is refused: %o', (value) => {
    expect(() => encodeValue({ value })).toThrow(TypeError);
  });
});

describe('bytes', () => {
  test('that are cut off or continued are refused', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(), fc.integer({ min: 1, max: 20 }), (value, at, more) => {
        const bytes = encodeValue({ value });
        expect(() => decodeValue(bytes.subarray(0, at % bytes.length))).toThrow();
        const longer = new Uint8Array(bytes.length + more);
        longer.set(bytes);
        expect(() => decodeValue(longer)).toThrow();
      }),
    );
  });

  test('that were changed are refused, or are another value of the same memory', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(anyValue, fc.array(change, { minLength: 1, maxLength: 4 }), (value, changes) => {
        const bytes = encodeValue({ value });
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        for (const view of viewsIn(decodedOrNull(bytes))) expect(view.buffer).toBe(bytes.buffer);
      }),
      { numRuns: 1000 },
    );
  });

  test('of any kind are refused with an Error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decodeValue(bytes)).toThrow(Error);
      }),
    );
  });

  const message = (header: string, bytes = 0) => {
    const start = Math.ceil((4 + header.length) / 8) * 8;
    const all = new Uint8Array(start + bytes);
    new DataView(all.buffer).setUint32(0, header.length, true);
    all.set(new TextEncoder().encode(header), 4);
    return all;
  };

  test.each([
    ['[{"$array":0},[["Float32Array",1e15]]]', 8],
    ['[{"$array":0},[["Float32Array",-1]]]', 8],
    ['[{"$array":0},[["Float32Array",0.5]]]', 8],
    ['[{"$array":0},[["Float64Array",1]]]', 8],
    ['[{"$array":0},[["constructor",1]]]', 8],
    ['[{"$array":1},[["Uint8Array",1]]]', 8],
    ['[{"$array":"length"},[["Uint8Array",1]]]', 8],
    ['[{"$array":0},[]]', 0],
    ['[{}]', 0],
    ['{}', 0],
    ['', 0],
    [`[${'['.repeat(200_000)}${']'.repeat(200_000)},[]]`, 0],
  ])('with a header that lies are refused, case %#', (header, bytes) => {
    expect(() => decodeValue(message(header, bytes))).toThrow(Error);
  });
});

function viewsIn(value: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(viewsIn) : [];
}

/** What was thrown may be any Error, but nothing else. */
function decodedOrNull(bytes: Uint8Array): unknown {
  try {
    return decodeValue(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return null;
  }
}
