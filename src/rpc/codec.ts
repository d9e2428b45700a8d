/**
 * Values as bytes, for every transport alike:
 *
 *   u32 header bytes | JSON, padded to 8 | typed arrays, each padded to 8
 *
 * In the JSON a typed array is { "$array": its number }, and the header lists dtype and length of
 * each; a key of the value's own that begins with "$" gets another one. So binary never passes
 * through JSON, and what is read are views of one buffer: no message makes its reader allocate.
 */
const arrayTypes = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array } as const;
type ArrayName = keyof typeof arrayTypes;
type Values = InstanceType<(typeof arrayTypes)[ArrayName]>;

const REFERENCE = '$array';
const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;

const isArrayName = (name: unknown): name is ArrayName =>
  typeof name === 'string' && Object.hasOwn(arrayTypes, name);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withKeys = (value: Record<string, unknown>, rename: (key: string) => string) =>
  Object.fromEntries(Object.entries(value).map(([key, part]) => [rename(key), part]));

/** @throws TypeError for values that JSON would silently change */
export function encodeValue(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: Values[] = [];
  // Looked up in the holder, since a Buffer would have been made into JSON before it got here.
  const json = JSON.stringify(value, function (this: Record<string, unknown>, key, made: unknown) {
    const part = this[key];
    if (ArrayBuffer.isView(part)) {
      if (!isArrayName(part.constructor.name)) {
        throw new TypeError(`A ${part.constructor.name} cannot be sent.`);
      }
      return { [REFERENCE]: arrays.push(part as Values) - 1 };
    }
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new TypeError(`The number ${part} cannot be sent.`);
    }
    const escaped = isRecord(made) && Object.keys(made).some((name) => name.startsWith('$'));
    return escaped ? withKeys(made, (name) => (name.startsWith('$') ? `$${name}` : name)) : made;
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
  const own = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  if (own.length < 4) throw new Error('A message is cut off.');
  const headerBytes = new DataView(own.buffer, own.byteOffset).getUint32(0, true);
  let offset = padded(4 + headerBytes);
  if (offset > own.length) throw new Error('A message is cut off.');
  const text = new TextDecoder('utf-8', { fatal: true });
  const header: unknown = JSON.parse(text.decode(own.subarray(4, 4 + headerBytes)));
  if (!Array.isArray(header) || header.length !== 2 || !Array.isArray(header[1])) {
    throw new Error('A message has no header.');
  }
  const arrays = header[1].map((entry: unknown): Values => {
    const [name, length] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (!isArrayName(name) || !Number.isSafeInteger(length) || (length as number) < 0) {
      throw new Error('A message lists an array of no known kind.');
    }
    const ArrayType = arrayTypes[name];
    const end = offset + (length as number) * ArrayType.BYTES_PER_ELEMENT;
    if (end > own.length) throw new Error('A message is cut off.');
    const start = own.byteOffset + offset;
    offset = padded(end);
    return new ArrayType(own.buffer as ArrayBuffer, start, length as number);
  });
  if (offset !== own.length) throw new Error('A message has more bytes than it says.');
  return revive(header[0], arrays);
}

function revive(value: unknown, arrays: readonly Values[]): unknown {
  if (Array.isArray(value)) return value.map((part) => revive(part, arrays));
  if (!isRecord(value)) return value;
  if (Object.hasOwn(value, REFERENCE)) {
    const number = value[REFERENCE];
    const array = typeof number === 'number' ? arrays[number] : undefined;
    if (array === undefined) throw new Error('A message refers to an array that it does not have.');
    return array;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key.startsWith('$') ? key.slice(1) : key,
      revive(part, arrays),
    ]),
  );
}
