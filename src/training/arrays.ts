/**
 * Named arrays as bytes, with what they belong to: the form of checkpoints and of final weights.
 *
 *   "MIKKE\0AR" | u32 version | u32 header bytes | header as JSON, padded to 8 | arrays, each padded to 8
 *
 * Numbers are little-endian. Whether the bytes are whole is for the keeper of the file to check.
 */
import { z } from 'zod';

const MAGIC = Uint8Array.of(0x4d, 0x49, 0x4b, 0x4b, 0x45, 0, 0x41, 0x52);
const VERSION = 1;
const PREFIX_BYTES = 16;

const constructors = {
  float32: Float32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
};
type DType = keyof typeof constructors;
type Values = Float32Array | Uint8Array | Uint16Array | Uint32Array;
export type NamedArray = { name: string; shape: number[]; values: Values };

const headerSchema = z.strictObject({
  meta: z.record(z.string(), z.unknown()),
  arrays: z.array(
    z.strictObject({
      name: z.string(),
      dtype: z.enum(Object.keys(constructors) as DType[]),
      shape: z.array(z.int().min(0)),
      length: z.int().min(0),
    }),
  ),
});

const padded = (bytes: number) => (bytes + 7) & ~7;

const dtypeOf = (values: Values): DType =>
  (Object.keys(constructors) as DType[]).find(
    (dtype) => values instanceof constructors[dtype],
  ) as DType;

export function encodeArrays(
  meta: Record<string, unknown>,
  arrays: readonly NamedArray[],
): Uint8Array<ArrayBuffer> {
  const described = arrays.map(({ name, shape, values }) => ({
    name,
    dtype: dtypeOf(values),
    shape,
    length: values.length,
  }));
  const header = new TextEncoder().encode(JSON.stringify({ meta, arrays: described }));
  const size = arrays.reduce(
    (total, { values }) => total + padded(values.byteLength),
    PREFIX_BYTES + padded(header.length),
  );
  const bytes = new Uint8Array(size);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, header.length, true);
  bytes.set(header, PREFIX_BYTES);
  let offset = PREFIX_BYTES + padded(header.length);
  for (const { values } of arrays) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += padded(values.byteLength);
  }
  return bytes;
}

/** @throws Error saying in a clause what is wrong with the bytes */
export function decodeArrays(bytes: Uint8Array): {
  meta: Record<string, unknown>;
  arrays: NamedArray[];
} {
  if (bytes.length < PREFIX_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new Error('it does not hold arrays of Mikke');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw new Error(`its form is version ${version}, not ${VERSION}`);
  const headerBytes = view.getUint32(12, true);
  const text = new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headerBytes));
  const header = headerSchema.parse(JSON.parse(text));
  let offset = PREFIX_BYTES + padded(headerBytes);
  const arrays = header.arrays.map(({ name, dtype, shape, length }) => {
    const Values = constructors[dtype];
    const end = offset + length * Values.BYTES_PER_ELEMENT;
    if (end > bytes.length) throw new Error(`the array ${name} is cut off`);
    // A copy, since a typed array must start at a multiple of its element size (and Buffer's slice is none).
    const values = new Values(Uint8Array.from(bytes.subarray(offset, end)).buffer);
    offset = padded(end);
    return { name, shape, values };
  });
  return { meta: header.meta, arrays };
}
