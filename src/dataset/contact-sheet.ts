import sharp from 'sharp';
import { ATLAS_TILES, type DatasetRecord } from '../core/record/dataset.ts';
import { ATLAS_COLUMNS, copyTile, rawImage } from './thumbnails.ts';

/** Small tiles are enlarged by a whole factor to at most this on the long side. */
const MAX_PIXELS = 64;

/**
 * Writes a PNG with the thumbnails of `samples` (one at least), row by row in a square as near as can be.
 * `readAtlas` gives an atlas by its number, as the project keeps it.
 */
export async function writeContactSheet(
  path: string,
  samples: readonly number[],
  record: Pick<DatasetRecord, 'tileWidth' | 'tileHeight' | 'channels'>,
  readAtlas: (atlas: number) => Promise<Uint8Array>,
): Promise<void> {
  const { tileWidth, tileHeight, channels } = record;
  const columns = Math.ceil(Math.sqrt(samples.length));
  const rows = Math.ceil(samples.length / columns);
  const size = { width: columns * tileWidth, height: rows * tileHeight, channels };
  const sheet = new Uint8Array(size.width * size.height * channels);

  const atlases = new Map<number, Uint8Array>();
  for (const [i, sample] of samples.entries()) {
    const number = Math.floor(sample / ATLAS_TILES);
    const atlas = atlases.get(number) ?? (await decode(await readAtlas(number), channels));
    atlases.set(number, atlas);
    copyTile(
      { pixels: atlas, columns: ATLAS_COLUMNS, index: sample % ATLAS_TILES },
      { pixels: sheet, columns, index: i },
      record,
    );
  }
  const scale = Math.max(1, Math.floor(MAX_PIXELS / Math.max(tileWidth, tileHeight)));
  await rawImage(sheet, size)
    .resize(size.width * scale, size.height * scale, { kernel: 'nearest' })
    .png()
    .toFile(path);
}

const decode = async (png: Uint8Array, channels: number): Promise<Uint8Array> =>
  sharp(png)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
