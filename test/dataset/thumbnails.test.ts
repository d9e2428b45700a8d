import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeContactSheet } from '../../src/dataset/contact-sheet.ts';
import { drawAtlas, tileSize } from '../../src/dataset/thumbnails.ts';
import { pattern } from './small.ts';
import { folderWith } from './temp-folder.ts';
import { decodePng, tileOf } from './tiles.ts';

const images = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => pattern(size, 7 * i));

describe('tiles', () => {
  it.each([
    [28, 28, 28, 28],
    [64, 10, 64, 10],
    [128, 96, 64, 48],
    [50, 200, 16, 64],
    [1, 1000, 1, 64],
  ])('of images %i high and %i wide are %i high and %i wide', (height, width, ...tile) => {
    const { tileHeight, tileWidth } = tileSize({ height, width, channels: 1 });
    expect([tileHeight, tileWidth]).toEqual(tile);
  });
});

describe('an atlas', () => {
  it.each([1, 3])('decodes to the exact pixels of %i channels', async (channels) => {
    const shape = { height: 5, width: 7, channels };
    const drawn = images(256, 35 * channels);
    const atlas = await decodePng(await drawAtlas(drawn, shape));
    expect(atlas).toMatchObject({ width: 16 * 7, height: 16 * 5, channels });
    drawn.forEach((image, i) => expect(tileOf(atlas, i, 7, 5)).toEqual([...image]));
  });

  it('is black where it has no more images', async () => {
    const shape = { height: 2, width: 2, channels: 1 };
    const atlas = await decodePng(await drawAtlas(images(1, 4), shape));
    expect(atlas).toMatchObject({ width: 32, height: 32 });
    expect(tileOf(atlas, 0, 2, 2)).toEqual([...pattern(4, 0)]);
    expect(tileOf(atlas, 255, 2, 2)).toEqual([0, 0, 0, 0]);
  });

  it.each([1, 3])(
    'scales large images of %i channels down, each within its own tile',
    async (c) => {
      const shape = { height: 96, width: 128, channels: c };
      const flat = (value: number) => new Uint8Array(96 * 128 * c).fill(value);
      const atlas = await decodePng(await drawAtlas([flat(40), flat(200)], shape));
      expect(atlas).toMatchObject({ width: 16 * 64, height: 16 * 48, channels: c });
      expect(new Set(tileOf(atlas, 0, 64, 48))).toEqual(new Set([40]));
      expect(new Set(tileOf(atlas, 1, 64, 48))).toEqual(new Set([200]));
    },
  );
});

it.each([1, 3])(
  'a contact sheet shows the asked tiles of %i channels, enlarged',
  async (channels) => {
    const path = join(folderWith({}), 'sheet.png');
    const shape = { height: 16, width: 16, channels };
    const flat = Array.from({ length: 300 }, (_, i) =>
      new Uint8Array(256 * channels).fill(i % 251),
    );
    const atlases = [
      await drawAtlas(flat.slice(0, 256), shape),
      await drawAtlas(flat.slice(256), shape),
    ];
    const record = { tileWidth: 16, tileHeight: 16, channels };
    await writeContactSheet(path, [290, 17, 3], record, async (atlas) => atlases[atlas]);

    const sheet = await decodePng(readFileSync(path));
    expect(sheet).toMatchObject({ width: 128, height: 128, channels });
    const places = [0, 1, 2].map((i) => new Set(tileOf(sheet, i, 64, 64)));
    expect(places).toEqual([new Set([39]), new Set([17]), new Set([3])]);
  },
);
