import sharp, { type Sharp } from 'sharp';
import { ATLAS_TILES } from '../core/record/dataset.ts';
import type { SampleShape } from '../core/record/sample-shape.ts';

/** Tiles in a row of an atlas, and rows in it. */
export const ATLAS_COLUMNS = Math.sqrt(ATLAS_TILES);
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
 * Up to 256 images (NHWC) as one PNG of 16 x 16 tiles, row by row; tiles without an image are
 * black. It is lossless, and grey for one channel.
 */
export async function drawAtlas(images: Uint8Array[], shape: SampleShape): Promise<Uint8Array> {
  const { channels } = shape;
  const tile = tileSize(shape);
  const native = tile.tileWidth === shape.width && tile.tileHeight === shape.height;
  const tiles = native
    ? images
    : await Promise.all(images.map((image) => scaleDown(image, shape, tile)));

  const width = ATLAS_COLUMNS * tile.tileWidth;
  const height = ATLAS_COLUMNS * tile.tileHeight;
  const atlas = new Uint8Array(width * height * channels);
  tiles.forEach((pixels, index) =>
    copyTile(
      { pixels, columns: 1, index: 0 },
      { pixels: atlas, columns: ATLAS_COLUMNS, index },
      { ...tile, channels },
    ),
  );
  return rawImage(atlas, { width, height, channels }).png().toBuffer();
}

/** One tile of a picture that is made of tiles, counted row by row. */
type TilePlace = { pixels: Uint8Array; columns: number; index: number };

export function copyTile(
  from: TilePlace,
  to: TilePlace,
  { tileWidth, tileHeight, channels }: TileSize & { channels: number },
): void {
  const rowBytes = tileWidth * channels;
  const offset = ({ columns, index }: TilePlace, y: number) =>
    (Math.floor(index / columns) * tileHeight + y) * columns * rowBytes +
    (index % columns) * rowBytes;
  for (let y = 0; y < tileHeight; y++) {
    const start = offset(from, y);
    to.pixels.set(from.pixels.subarray(start, start + rowBytes), offset(to, y));
  }
}

const scaleDown = (image: Uint8Array, shape: SampleShape, tile: TileSize): Promise<Uint8Array> =>
  rawImage(image, shape).resize(tile.tileWidth, tile.tileHeight, { fit: 'fill' }).raw().toBuffer();

/** Pixels (NHWC) as a picture of sharp's that keeps its number of channels. */
export function rawImage(pixels: Uint8Array, { width, height, channels }: SampleShape): Sharp {
  const grey = channels === 1;
  // Without a colour space of its own, sharp makes three channels of one.
  return sharp(pixels, { raw: { width, height, channels: grey ? 1 : 3 } }).toColourspace(
    grey ? 'b-w' : 'srgb',
  );
}
