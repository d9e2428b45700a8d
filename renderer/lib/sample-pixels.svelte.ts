/** The pixels of samples, for whoever works with them: of the image itself, or of what is kept of it. */
import type { SampleShape } from '../../src/core/record/sample-shape.ts';
import { MADE, mosaicSize } from '../../src/core/record/thumbnail.ts';
import type { Client } from '../../src/rpc/client.ts';
import { app } from './app.svelte.ts';
import type { PicturedDataset } from './tiles.svelte.ts';
import { Wishes } from './wishes.svelte.ts';

export type SamplePixels = {
  sample: number;
  shape: SampleShape;
  /** Height x width x channels. */
  pixels: Uint8Array;
  /** Why this is only the thumbnail, as a sentence; null for the image itself. */
  why: string | null;
};

const CACHE_BYTES = 16 * 2 ** 20;

class PixelsOfSamples {
  readonly #wishes = new Wishes<SamplePixels>({
    bytes: CACHE_BYTES,
    bytesOf: ({ pixels }) => pixels.byteLength,
    atOnce: 1,
  });

  /** Asks for a sample's pixels, in an effect; `failure` says why not even a thumbnail is there. */
  follow(
    dataset: PicturedDataset,
    sample: number,
  ): { picture: SamplePixels | null; failure: string | null } {
    const key = [app.project?.path, dataset.id, sample].join('|');
    void this.#wishes.version;
    this.#wishes.want(this, [{ key, ask: (client) => fetch(client, dataset, sample) }]);
    return { picture: this.#wishes.get(key) ?? null, failure: this.#wishes.failure(key) };
  }
}

async function fetch(
  client: Client,
  dataset: PicturedDataset,
  sample: number,
): Promise<SamplePixels> {
  const { id, channels } = dataset;
  try {
    const { pixels, ...shape } = await client.call('dataset.image', { dataset: id, sample });
    return { sample, shape, pixels, why: null };
  } catch (error) {
    const samples = Uint32Array.of(sample);
    const { states, pixels } = await client.call('dataset.mosaics', { dataset: id, samples });
    if (states[0] !== MADE) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { sample, shape: { ...mosaicSize(dataset), channels }, pixels, why };
  }
}

export const pixelsOfSamples = new PixelsOfSamples();
