/** Where a sample's picture stands: 16 rows of 16 tiles in each atlas. */
import { ATLAS_TILES, type DatasetRecord } from '../../src/core/record/dataset.ts';

export type TileShape = Pick<DatasetRecord, 'tileWidth' | 'tileHeight'>;

const COLUMNS = Math.sqrt(ATLAS_TILES);

export const atlasOf = (sample: number): number => Math.floor(sample / ATLAS_TILES);

/** In pixels of its atlas. */
export function placeInAtlas(sample: number, { tileWidth, tileHeight }: TileShape) {
  const tile = sample % ATLAS_TILES;
  return { x: (tile % COLUMNS) * tileWidth, y: Math.floor(tile / COLUMNS) * tileHeight };
}
