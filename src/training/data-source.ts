import type { Augmentation } from '../core/view/augmentation.ts';

/** Some samples with their pixels, ready for the engine. */
export type Batch = {
  /** Positions within the split. */
  samples: Uint32Array;
  /** NHWC, normalised by the training split's mean and standard deviation. */
  pixels: Float32Array;
  labels: Int32Array;
};

export type Split = 'train' | 'test';

/** Where the training loop gets its samples from. */
export interface DataSource {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
  readonly count: Record<Split, number>;
  /** Labels of the training split, by position. */
  readonly trainLabels: Uint16Array;
  /**
   * The samples of `order`, `batchSize` at a time (the last batch may be smaller), prepared ahead.
   * A batch's arrays are valid until the next one is asked for. With an augmentation, a sample's
   * pixels depend on that and on the sample only: not on the order, its batch or threads.
   */
  batches(
    split: Split,
    order: Uint32Array,
    batchSize: number,
    augmentation?: Augmentation | null,
  ): AsyncIterable<Batch>;
}

/** The samples at some places of a batch, in arrays of their own. */
export function partOf({ samples, pixels, labels }: Batch, places: Uint32Array): Batch {
  const size = pixels.length / samples.length;
  const part = {
    samples: places.map((place) => samples[place]),
    pixels: new Float32Array(places.length * size),
    labels: Int32Array.from(places, (place) => labels[place]),
  };
  places.forEach((place, i) => {
    part.pixels.set(pixels.subarray(place * size, (place + 1) * size), i * size);
  });
  return part;
}
