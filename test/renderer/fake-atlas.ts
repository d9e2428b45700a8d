/** Pictures of made-up samples: 16 x 16 tiles of 28 x 28 grey pixels as a PNG, a stroke pattern for each class. */
import { ATLAS_TILES } from '../../src/core/record/dataset.ts';

export const TILE = 28;
const COLUMNS = 16;

/** Lit segments of a seven-segment digit: top, upper left, upper right, middle, lower left, lower right, bottom. */
const SEGMENTS = [
  '1110111', '0010010', '1011101', '1011011', '0111010',
  '1101011', '1101111', '1010010', '1111111', '1111011',
]; // prettier-ignore

/** [x0, y0, x1, y1] of each segment within a tile. */
const STROKES = [
  [9, 5, 19, 5],
  [9, 5, 9, 14],
  [19, 5, 19, 14],
  [9, 14, 19, 14],
  [9, 14, 9, 23],
  [19, 14, 19, 23],
  [9, 23, 19, 23],
];

function tilePixel(label: number, sample: number, x: number, y: number): number {
  // Slanted, moved and thickened a little, differently for each sample.
  const slant = ((sample % 7) - 3) / 14;
  const dx = ((sample >> 3) % 5) - 2;
  const width = 1.1 + ((sample >> 5) % 4) * 0.35;
  const px = x - dx + slant * (y - 14);
  let nearest = Infinity;
  STROKES.forEach(([x0, y0, x1, y1], i) => {
    if (SEGMENTS[label][i] === '0') return;
    const cx = Math.min(Math.max(px, x0), x1);
    const cy = Math.min(Math.max(y, y0), y1);
    nearest = Math.min(nearest, Math.hypot(px - cx, y - cy));
  });
  return Math.max(0, Math.min(255, Math.round(255 * (1 + width - nearest))));
}

/** Atlas `n` of a data set with these labels. */
export async function fakeAtlas(labels: Uint16Array, n: number): Promise<Uint8Array> {
  const side = COLUMNS * TILE;
  const rows = new Uint8Array(side * (side + 1));
  for (let tile = 0; tile < ATLAS_TILES; tile++) {
    const sample = n * ATLAS_TILES + tile;
    if (sample >= labels.length) break;
    for (let y = 0; y < TILE; y++) {
      // Each row of a PNG begins with the number of its filter; 0 is none.
      const start = (Math.floor(tile / COLUMNS) * TILE + y) * (side + 1) + 1;
      for (let x = 0; x < TILE; x++) {
        rows[start + (tile % COLUMNS) * TILE + x] = tilePixel(labels[sample], sample, x, y);
      }
    }
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, side);
  header.setUint32(4, side);
  header.setUint8(8, 8);
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', await deflated(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const named = joined([new TextEncoder().encode(type), body]);
  const bytes = new Uint8Array(named.length + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(named, 4);
  view.setUint32(named.length + 4, crc32(named));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
