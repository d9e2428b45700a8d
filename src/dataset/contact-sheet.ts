import { mosaicSize } from '../core/record/thumbnail.ts';
import type { SampleShape } from '../core/record/sample-shape.ts';
import { rawImage } from './pictures/draw.ts';

/** Small tiles are enlarged by a whole factor to at most this on the long side. */
const MAX_PIXELS = 64;

/**
 * Writes a PNG with mosaic tiles (one at least), row by row in a square as near as can be.
 * @param tiles one after another, as the project keeps them of samples of the shape
 */
export async function writeContactSheet(
  path: string,
  tiles: Uint8Array,
  shape: SampleShape,
): Promise<void> {
  const { channels } = shape;
  const { width, height } = mosaicSize(shape);
  const rowBytes = width * channels;
  const count = tiles.length / (height * rowBytes);
  const columns = Math.ceil(Math.sqrt(count));
  const size = { width: columns * width, height: Math.ceil(count / columns) * height, channels };
  const sheet = new Uint8Array(size.width * size.height * channels);
  for (let row = 0; row < count * height; row++) {
    const tile = Math.floor(row / height);
    const y = Math.floor(tile / columns) * height + (row % height);
    const from = tiles.subarray(row * rowBytes, (row + 1) * rowBytes);
    sheet.set(from, y * size.width * channels + (tile % columns) * rowBytes);
  }
  const scale = Math.max(1, Math.floor(MAX_PIXELS / Math.max(width, height)));
  await rawImage(sheet, size)
    .resize(size.width * scale, size.height * scale, { kernel: 'nearest' })
    .png()
    .toFile(path);
}
