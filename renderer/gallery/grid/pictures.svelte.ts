/** Pictures of tiles. */
import type { Output } from '../../../src/rpc/contract.ts';
import { atlasOf } from '../../lib/atlas.ts';
import { paintPicture, type Box, type Palette } from '../../lib/paint.ts';
import { samples } from '../../lib/samples.svelte.ts';

type Dataset = Output<'project.datasets'>[number];

export const pictures = {
  get version(): number {
    return samples.atlasVersion;
  },
  want(dataset: Dataset, now: readonly number[], next: readonly number[]): void {
    samples.wantAtlases('gallery', dataset.id, [...new Set([...now, ...next].map(atlasOf))]);
  },
  release(): void {
    samples.releaseAtlases('gallery');
  },
  draw(
    context: CanvasRenderingContext2D,
    dataset: Dataset,
    sample: number,
    box: Box,
    facts: number,
    palette: Palette,
  ): void {
    const atlas = samples.atlas(dataset.id, atlasOf(sample));
    paintPicture(context, box, { sample, facts, atlas, shape: dataset, palette });
  },
};
