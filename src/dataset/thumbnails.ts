import sharp, { type CreateRaw } from 'sharp';
import { ATLAS_TILES } from '../core/record/dataset.ts';
import type { SampleShape } from './samples.ts';

const TILES_A_ROW = Math.sqrt(ATLAS_TILES);
/** Pixels on the long side of the largest tile. */
const MAX_TILE = 64;

export type TileSize = { tileWidth: number; tileHeight: number };

/** An image's own size up to 64 pixels on the long side; above, scaled down with its aspect kept. */
export function tileSize({ height, width }: SampleShape): TileSize {
  const scale = Math.min(1, MAX_TILE / Math.max(height, width));
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { tileWidth: scaled(width), tileHeight: scaled(height) };
}

/**
 * Up to 256 images (NHWC) as one PNG of 16 x 16 tiles, row by row; tiles without an image are black.
 * It is grey for one channel, and lossless.
 */
export async function drawAtlas(images: Uint8Array[], shape: SampleShape): Promise<Uint8Array> {
  const { channels } = shape;
  const { tileWidth, tileHeight } = tileSize(shape);
  const native = tileWidth === shape.width && tileHeight === shape.height;
  const tiles = native ? images : await Promise.all(images.map((image) => scaleDown(image, shape)));

  const width = TILES_A_ROW * tileWidth;
  const height = TILES_A_ROW * tileHeight;
  const atlas = new Uint8Array(width * height * channels);
  const rowBytes = tileWidth * channels;
  tiles.forEach((tile, i) => {
    const top = Math.floor(i / TILES_A_ROW) * tileHeight;
    const left = (i % TILES_A_ROW) * rowBytes;
    for (let y = 0; y < tileHeight; y++) {
      const row = tile.subarray(y * rowBytes, (y + 1) * rowBytes);
      atlas.set(row, (top + y) * width * channels + left);
    }
  });
  return sharp(atlas, { raw: rawImage(width, height, shape) })
    .toColourspace(colourSpace(shape))
    .png()
    .toBuffer();
}

function scaleDown(image: Uint8Array, shape: SampleShape): Promise<Uint8Array> {
  const { tileWidth, tileHeight } = tileSize(shape);
  return sharp(image, { raw: rawImage(shape.width, shape.height, shape) })
    .resize(tileWidth, tileHeight, { fit: 'fill' })
    .toColourspace(colourSpace(shape))
    .raw()
    .toBuffer();
}

const rawImage = (width: number, height: number, { channels }: SampleShape): CreateRaw => ({
  width,
  height,
  channels: channels === 1 ? 1 : 3,
});
const colourSpace = ({ channels }: SampleShape) => (channels === 1 ? 'b-w' : 'srgb');
