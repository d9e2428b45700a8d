import sharp from 'sharp';

export type Picture = { width: number; height: number; channels: number; pixels: Uint8Array };

/** A PNG as it is stored, without a conversion of its channels. */
export async function decodePng(png: Uint8Array): Promise<Picture> {
  const { channels: stored } = await sharp(png).metadata();
  const { data, info } = await sharp(png)
    .toColourspace(stored === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, pixels: data };
}

/** The pixels of the tile at `index`, counted row by row. */
export function tileOf(picture: Picture, index: number, width: number, height: number): number[] {
  const columns = picture.width / width;
  const top = Math.floor(index / columns) * height;
  const left = (index % columns) * width;
  return Array.from({ length: height }, (_, y) => {
    const start = ((top + y) * picture.width + left) * picture.channels;
    return [...picture.pixels.subarray(start, start + width * picture.channels)];
  }).flat();
}
