/**
 * Values as bytes, for every transport alike:
 *
 *   u32 header bytes | JSON, padded to 8 | typed arrays, each padded to 8
 *
 * In the JSON a typed array is { "$array": its number }, and the header lists dtype and length of
 * each. So binary never passes through JSON, and what is read are views of one buffer.
 */
const arrayTypes = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array } as const;
type ArrayName = keyof typeof arrayTypes;
type Values = InstanceType<(typeof arrayTypes)[ArrayName]>;

const REFERENCE = '$array';
const padded = (bytes: number) => (bytes + 7) & ~7;

const isTypedArray = (value: unknown): value is Values =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** @throws TypeError for values that JSON would silently change */
export function encodeValue(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: Values[] = [];
  const json = JSON.stringify(value, (_, part: unknown) => {
    if (isTypedArray(part)) return { [REFERENCE]: arrays.push(part) - 1 };
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new TypeError(`The number ${part} cannot be sent.`);
    }
    return part;
  });
  const list = arrays.map((array) => [array.constructor.name, array.length]);
  const header = new TextEncoder().encode(`[${json},${JSON.stringify(list)}]`);
  const start = padded(4 + header.length);
  const size = arrays.reduce((total, array) => total + padded(array.byteLength), start);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let offset = start;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += padded(byteLength);
  }
  return bytes;
}

/** @throws Error for bytes that `encodeValue` cannot have made */
export function decodeValue(bytes: Uint8Array): unknown {
  // Views need a buffer that starts at a multiple of 8, which a received part of one may not.
  const own = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  if (own.length < 4) throw new Error('A message is cut off.');
  const headerBytes = new DataView(own.buffer, own.byteOffset).getUint32(0, true);
  const start = padded(4 + headerBytes);
  if (start > own.length + 7) throw new Error('A message is cut off.');
  const header: unknown = JSON.parse(new TextDecoder().decode(own.subarray(4, 4 + headerBytes)));
  if (!Array.isArray(header) || header.length !== 2 || !Array.isArray(header[1])) {
    throw new Error('A message has no header.');
  }
  let offset = start;
  const arrays = header[1].map((entry: unknown): Values => {
    const [name, length] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (!isArrayName(name) || !Number.isSafeInteger(length) || (length as number) < 0) {
      throw new Error('A message lists an array of no known kind.');
    }
    const ArrayType = arrayTypes[name];
    const end = offset + (length as number) * ArrayType.BYTES_PER_ELEMENT;
    if (end > own.length) throw new Error('A message is cut off.');
    const array = new ArrayType(own.buffer as ArrayBuffer, own.byteOffset + offset, length as number);
    offset = padded(end);
    return array;
  });
  return revive(header[0], arrays);
}

const isArrayName = (name: unknown): name is ArrayName =>
  typeof name === 'string' && Object.hasOwn(arrayTypes, name);

function revive(value: unknown, arrays: readonly Values[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => revive(part, arrays));
  if (REFERENCE in value) {
    const array = arrays[value[REFERENCE] as number];
    if (array === undefined) throw new Error('A message refers to an array that it does not have.');
    return array;
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revive(part, arrays)]));
}
