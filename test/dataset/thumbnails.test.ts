import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { mosaicSize, pictureSize } from '../../src/core/record/thumbnail.ts';
import { writeContactSheet } from '../../src/dataset/contact-sheet.ts';
import { tilesOf } from '../../src/dataset/pictures/atlas.ts';
import { drawThumbnail } from '../../src/dataset/pictures/draw.ts';
import { numberedPicture, readNumber, type Shape } from '../support/numbered-pictures.ts';
import { pattern } from './small.ts';
import { folderWith } from './temp-folder.ts';
import { decodePng, tileOf } from './tiles.ts';

/** The number that is read from pixels row by row. */
const numberIn = (pixels: Uint8Array, { width, height, channels }: Shape) =>
  readNumber(width, height, (x, y) => pixels[(y * width + x) * channels]);

describe('what is kept of an image of', () => {
  it.each([
    [28, 28, [28, 28], null],
    [32, 10, [32, 10], null],
    [33, 33, [24, 24], [33, 33]],
    [64, 48, [24, 18], [64, 48]],
    [224, 224, [24, 24], [128, 128]],
    [50, 200, [6, 24], [32, 128]],
    [1, 1000, [1, 24], [1, 128]],
  ])('%i x %i pixels is a mosaic tile and a picture', (height, width, mosaic, picture) => {
    const tile = mosaicSize({ height, width });
    const larger = pictureSize({ height, width });
    expect([tile.height, tile.width]).toEqual(mosaic);
    expect(larger && [larger.height, larger.width]).toEqual(picture);
  });
});

describe('a thumbnail', () => {
  it.each([1, 3])('of a small image of %i channels is that image', async (channels) => {
    const shape = { height: 5, width: 7, channels };
    const image = pattern(35 * channels, 3);
    expect(await drawThumbnail(image, shape)).toEqual({ mosaic: image, picture: null });
  });

  it.each([
    { height: 40, width: 40, channels: 1 },
    { height: 160, width: 120, channels: 3 },
    { height: 90, width: 300, channels: 3 },
  ])('of a large image shows the same in every size ($height x $width)', async (shape) => {
    for (const number of [0, 1, 12_345, 65_535]) {
      const { mosaic, picture } = await drawThumbnail(numberedPicture(number, shape), shape);
      const { channels } = shape;
      const small = mosaicSize(shape);
      expect(mosaic).toHaveLength(small.width * small.height * channels);
      // Of very flat tiles a square has less than two pixels.
      if (Math.min(small.width, small.height) >= 16) {
        expect(numberIn(mosaic, { ...small, channels })).toBe(number);
      }
      const { data, info } = await sharp(picture ?? new Uint8Array())
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ ...pictureSize(shape), channels, format: 'raw' });
      expect(numberIn(data, info)).toBe(number);
    }
  });
});

describe('an atlas of an older format', () => {
  /** As Mikke drew it: 16 rows of 16 tiles. */
  async function atlasOf(tiles: Uint8Array[], { height, width, channels }: Shape) {
    const sheet = new Uint8Array(256 * height * width * channels);
    const rowBytes = width * channels;
    tiles.forEach((tile, i) => {
      for (let y = 0; y < height; y++) {
        const row = (Math.floor(i / 16) * height + y) * 16 + (i % 16);
        sheet.set(tile.subarray(y * rowBytes, (y + 1) * rowBytes), row * rowBytes);
      }
    });
    const raw = {
      width: 16 * width,
      height: 16 * height,
      channels: channels === 1 ? 1 : 3,
    } as const;
    return sharp(sheet, { raw })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .png()
      .toBuffer();
  }

  it.each([1, 3])('is cut into the exact pixels of %i channels', async (channels) => {
    const shape = { height: 5, width: 7, channels };
    const drawn = Array.from({ length: 256 }, (_, i) => pattern(35 * channels, 7 * i));
    const cut = await tilesOf(await atlasOf(drawn, shape), shape);
    expect(cut?.shape).toEqual(shape);
    expect(cut?.tiles.map((tile) => [...tile])).toEqual(drawn.map((tile) => [...tile]));
  });

  it('of large images has tiles of 64 pixels, which become thumbnails', async () => {
    const shape = { height: 192, width: 256, channels: 3 };
    const tile = { height: 48, width: 64, channels: 3 };
    const numbers = [7, 300];
    const atlas = await atlasOf(
      numbers.map((number) => numberedPicture(number, tile)),
      tile,
    );
    const cut = await tilesOf(atlas, shape);
    expect(cut?.shape).toEqual(tile);
    const { mosaic, picture } = await drawThumbnail(cut?.tiles[1] ?? new Uint8Array(), tile, shape);
    expect(numberIn(mosaic, { height: 18, width: 24, channels: 3 })).toBe(300);
    expect(await sharp(picture ?? '').metadata()).toMatchObject({ width: 64, height: 48 });
  });

  it('that holds something else is none', async () => {
    const png = await atlasOf([], { height: 5, width: 7, channels: 1 });
    expect(await tilesOf(png, { height: 6, width: 7, channels: 1 })).toBeNull();
  });
});

it('the number of a picture is read at any size from 16 pixels on, and another picture has none', () => {
  const shape = { height: 40, width: 40, channels: 1 };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 65_535 }),
      fc.integer({ min: 16, max: 256 }),
      (number, side) => {
        const pixels = numberedPicture(number, shape);
        const at = (x: number) => Math.floor((x * 40) / side);
        expect(readNumber(side, side, (x, y) => pixels[at(y) * 40 + at(x)])).toBe(number);
      },
    ),
  );
  expect(readNumber(20, 20, () => 90)).toBeNull();
});

it.each([1, 3])('a contact sheet shows tiles of %i channels, enlarged', async (channels) => {
  const path = join(folderWith({}), 'sheet.png');
  const shape = { height: 16, width: 16, channels };
  const tiles = [39, 17, 3].map((value) => new Uint8Array(256 * channels).fill(value));
  await writeContactSheet(path, Buffer.concat(tiles), shape);
  const sheet = await decodePng(readFileSync(path));
  expect(sheet).toMatchObject({ width: 128, height: 128, channels });
  const places = [0, 1, 2].map((i) => new Set(tileOf(sheet, i, 64, 64)));
  expect(places).toEqual([new Set([39]), new Set([17]), new Set([3])]);
});
