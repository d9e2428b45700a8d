/** Pictures of tiles. */
import { paintPicture, type Box, type Palette } from '../../lib/paint.ts';
import { isBroken, tiles, type PicturedDataset } from '../../lib/tiles.svelte.ts';

const WHO = 'gallery';

export const pictures = {
  get version(): number {
    return tiles.version;
  },
  /** @param longSide of a tile, in device pixels */
  want(
    dataset: PicturedDataset,
    now: readonly number[],
    next: readonly number[],
    longSide: number,
  ): void {
    tiles.want(WHO, dataset, [...now, ...next], longSide);
  },
  release(): void {
    tiles.release(WHO);
  },
  /** Whether its picture is still awaited. */
  lacks(dataset: PicturedDataset, sample: number): boolean {
    if (tiles.failure !== null) return false;
    const known = tiles.tile(dataset.id, sample, 0) ?? tiles.trouble(dataset.id, sample);
    return known === null;
  },
  draw(
    context: CanvasRenderingContext2D,
    dataset: PicturedDataset,
    sample: number,
    box: Box,
    facts: number,
    palette: Palette,
  ): void {
    const tile = tiles.tile(dataset.id, sample, Math.max(box.width, box.height));
    const broken = tile === undefined && isBroken(tiles.trouble(dataset.id, sample));
    paintPicture(context, box, { facts, tile, broken, palette });
  },
};
