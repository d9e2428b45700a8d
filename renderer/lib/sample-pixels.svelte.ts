/** The pixels of samples, for whoever works with them: of the image itself, or of what is kept of it. */
import type { SampleShape } from '../../src/core/record/sample-shape.ts';
import { MADE, mosaicSize } from '../../src/core/record/thumbnail.ts';
import { Answers } from './answers.svelte.ts';
import { app } from './app.svelte.ts';
import type { PicturedDataset } from './tiles.svelte.ts';

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
  readonly #answers = new Answers<SamplePixels>(CACHE_BYTES, ({ pixels }) => pixels.byteLength);

  /** Asks for a sample's pixels, in an effect; `failure` says why not even a thumbnail is there. */
  follow(
    dataset: PicturedDataset,
    sample: number,
  ): { picture: SamplePixels | null; failure: string | null } {
    const key = [app.project?.path, dataset.id, sample].join('|');
    if (app.connection === 'open') void this.#answers.ask(key, () => fetch(dataset, sample));
    return { picture: this.#answers.get(key) ?? null, failure: this.#answers.failure(key) };
  }
}

async function fetch(dataset: PicturedDataset, sample: number): Promise<SamplePixels> {
  const { id, channels } = dataset;
  try {
    const { pixels, ...shape } = await app.client.call('dataset.image', { dataset: id, sample });
    return { sample, shape, pixels, why: null };
  } catch (error) {
    const samples = Uint32Array.of(sample);
    const { states, pixels } = await app.client.call('dataset.mosaics', { dataset: id, samples });
    if (states[0] !== MADE) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { sample, shape: { ...mosaicSize(dataset), channels }, pixels, why };
  }
}

export const pixelsOfSamples = new PixelsOfSamples();
