/** Atlases of an older project format: PNG images of 16 x 16 tiles, row by row. */
import sharp from 'sharp';
import type { SampleShape } from '../../core/record/sample-shape.ts';

const COLUMNS = 16;
/** Pixels on the long side of the largest tile. */
const MAX_TILE = 64;

/** The tiles of an atlas, one after another, and the shape of each; null where the PNG is no atlas of such images. */
export async function tilesOf(
  png: Uint8Array,
  shape: SampleShape,
): Promise<{ tiles: Uint8Array[]; shape: SampleShape } | null> {
  const { channels } = shape;
  const scale = Math.min(1, MAX_TILE / Math.max(shape.height, shape.width));
  const height = Math.max(1, Math.round(shape.height * scale));
  const width = Math.max(1, Math.round(shape.width * scale));
  const { data, info } = await sharp(png)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const fits = info.width === COLUMNS * width && info.height === COLUMNS * height;
  if (!fits || info.channels !== channels) return null;
  const rowBytes = width * channels;
  const tiles = Array.from({ length: COLUMNS * COLUMNS }, (_, index) => {
    const tile = new Uint8Array(height * rowBytes);
    const left = (index % COLUMNS) * rowBytes;
    const top = Math.floor(index / COLUMNS) * height;
    for (let y = 0; y < height; y++) {
      const start = (top + y) * COLUMNS * rowBytes + left;
      tile.set(data.subarray(start, start + rowBytes), y * rowBytes);
    }
    return tile;
  });
  return { tiles, shape: { height, width, channels } };
}
