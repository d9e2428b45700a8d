/**
 * The body of a packed block. The values' bytes are sorted into planes: all first bytes of a field,
 * all second bytes, and so on. Planes that zstd would not make clearly smaller, such as the lower
 * bytes of a mantissa, are kept as they are and read by index. All others together are one zstd
 * frame, so that a sample's values of all fields cost one small decompression, most of whose time
 * is its beginning:
 *
 *   0-3   bit p says that plane p is in the frame, u32
 *   4-7   bytes of the frame, u32
 *   …     the frame: those planes, one after the other
 *   …     the other planes
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Damage } from '../damage.ts';
import { byteLength, dtypes, type Shape } from './dtype.ts';

/** Byte `place` of every value of a field. */
type Plane = { number: number; field: number; place: number; width: number; size: number };

function planesOf(shape: Shape): Plane[] {
  const planes: Plane[] = [];
  shape.dtypes.forEach((dtype, field) => {
    const { width } = dtypes[dtype];
    const size = byteLength(dtype, shape.length) / width;
    for (let place = 0; place < width; place++) {
      planes.push({ number: planes.length, field, place, width, size });
    }
  });
  return planes;
}

/** @param fields bytes of each field's values */
export function packBody(shape: Shape, fields: readonly Uint8Array[]): Uint8Array[] {
  const planes = planesOf(shape).map((plane) => gather(plane, fields));
  const framed = planes.map(isWorthPacking);
  const frame = compress(Buffer.concat(planes.filter((_, p) => framed[p])));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(framed.reduce((bits, isFramed, p) => bits | (Number(isFramed) << p), 0));
  head.writeUInt32LE(frame.length, 4);
  return [head, frame, ...planes.filter((_, p) => !framed[p])];
}

/**
 * Puts the bytes of each field's values into an array that begins at a multiple of the dtype's
 * width; what is asked for by null is left out.
 * @throws Damage
 */
export function unpackBody(
  shape: Shape,
  body: Uint8Array,
  fields: readonly (Uint8Array | null)[],
): void {
  const planes = readPlanes(shape, body);
  shape.dtypes.forEach((_, field) => {
    const into = fields[field];
    if (into === null) return;
    const own = planes.filter(({ plane }) => plane.field === field).map(({ bytes }) => bytes);
    join(own, into);
  });
}

/** The bytes of one sample's value in each field; of bits, the byte that has it. @throws Damage */
export function bytesAt(shape: Shape, body: Uint8Array, index: number): Uint8Array[] {
  const values = shape.dtypes.map((dtype) => new Uint8Array(dtypes[dtype].width));
  for (const { plane, bytes } of readPlanes(shape, body)) {
    const at = shape.dtypes[plane.field] === 'bits' ? index >>> 3 : index;
    values[plane.field][plane.place] = bytes[at];
  }
  return values;
}

function readPlanes(shape: Shape, body: Uint8Array): { plane: Plane; bytes: Uint8Array }[] {
  const planes = planesOf(shape);
  const head = new DataView(body.buffer, body.byteOffset, 8);
  const isFramed = ({ number }: Plane) => ((head.getUint32(0, true) >>> number) & 1) === 1;
  const size = planes.filter(isFramed).reduce((sum, plane) => sum + plane.size, 0);
  const frameEnd = 8 + head.getUint32(4, true);
  const frame = decompress(body.subarray(8, frameEnd), size);

  let framedAt = 0;
  let keptAt = frameEnd;
  return planes.map((plane) => ({
    plane,
    bytes: isFramed(plane)
      ? frame.subarray(framedAt, (framedAt += plane.size))
      : body.subarray(keptAt, (keptAt += plane.size)),
  }));
}

// Higher levels take several times as long and save nothing on such bytes.
const compress = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });

/**
 * Whether the bytes could be written in less than 7 bits each, by Shannon's entropy; zstd comes near
 * to that, and a smaller saving is not worth the decompression of every later read.
 */
function isWorthPacking(bytes: Uint8Array): boolean {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]++;
  let bits = 0;
  for (const count of counts) if (count > 0) bits += count * Math.log2(bytes.length / count);
  return bits < bytes.length * 7;
}

function decompress(frame: Uint8Array, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  try {
    const bytes = zstdDecompressSync(frame, { maxOutputLength: length });
    if (bytes.length === length) return bytes;
  } catch {
    // Said below: whatever zstd calls it, the bytes are not those that were packed.
  }
  throw new Damage('a packed column cannot be unpacked.');
}

/** A plane's bytes out of its field's values. */
function gather({ field, place, width, size }: Plane, fields: readonly Uint8Array[]): Uint8Array {
  const values = fields[field];
  if (width === 1) return values;
  const plane = new Uint8Array(size);
  for (let i = 0, from = place; i < size; i++, from += width) plane[i] = values[from];
  return plane;
}

/** The way back; values are put together whole, which is several times as fast as byte by byte. */
function join(planes: readonly Uint8Array[], into: Uint8Array): void {
  if (planes.length === 1) {
    into.set(planes[0]);
  } else if (planes.length === 2) {
    const values = new Uint16Array(into.buffer, into.byteOffset, into.length / 2);
    const [low, high] = planes;
    for (let i = 0; i < values.length; i++) values[i] = low[i] | (high[i] << 8);
  } else {
    const values = new Uint32Array(into.buffer, into.byteOffset, into.length / 4);
    const [a, b, c, d] = planes;
    for (let i = 0; i < values.length; i++) {
      values[i] = a[i] | (b[i] << 8) | (c[i] << 16) | (d[i] << 24);
    }
  }
}
