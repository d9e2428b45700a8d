import type { Augmentation } from '../../core/view/augmentation.ts';
import type { Batch, Split } from '../../training/data-source.ts';
import type { Filler } from './filler.ts';
import type { BatchArrays } from './messages.ts';

/** Fillings that are ready or under way while the caller works on the batches of one. */
const AHEAD = 2;

/**
 * Small batches are filled several at a time, as many as have so many bytes of pixels: a message to
 * the thread that fills and one back would take a good part of a small step.
 */
const FILLING_BYTES = 2 ** 22;

/** The samples of `order`, `batchSize` at a time; `samplePixels` is height x width x channels. */
export async function* batches(
  filler: Pick<Filler, 'fill' | 'takeBack'>,
  samplePixels: number,
  split: Split,
  order: Uint32Array,
  batchSize: number,
  augmentation: Augmentation | null,
): AsyncGenerator<Batch, void, undefined> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`A batch cannot have ${batchSize} samples.`);
  }
  const batchBytes = batchSize * samplePixels * Float32Array.BYTES_PER_ELEMENT;
  const filling = batchSize * Math.max(1, Math.floor(FILLING_BYTES / batchBytes));
  const asked: { count: number; arrays: Promise<BatchArrays> }[] = [];
  let next = 0;
  const ask = () => {
    if (next >= order.length) return;
    const samples = order.subarray(next, next + filling);
    next += samples.length;
    const arrays = filler.fill(split, samples, augmentation, Math.min(filling, order.length));
    // It may fail while nobody waits for it yet; whoever asks for it then still hears of it.
    arrays.catch(() => {});
    asked.push({ count: samples.length, arrays });
  };
  let lent: BatchArrays | undefined;
  try {
    for (let i = 0; i <= AHEAD; i++) ask();
    for (let filled = asked.shift(); filled !== undefined; filled = asked.shift()) {
      lent = await filled.arrays;
      for (let begin = 0; begin < filled.count; begin += batchSize)
        yield batchOf(lent, begin, Math.min(begin + batchSize, filled.count), samplePixels);
      filler.takeBack(lent);
      lent = undefined;
      ask();
    }
  } finally {
    // Whoever stops early leaves batches behind, whose arrays the next iteration takes.
    if (lent !== undefined) filler.takeBack(lent);
    for (const left of await Promise.allSettled(asked.map(({ arrays }) => arrays))) {
      if (left.status === 'fulfilled') filler.takeBack(left.value);
    }
  }
}

/** Some of the samples of the arrays, as views. */
const batchOf = (arrays: BatchArrays, begin: number, end: number, samplePixels: number): Batch => ({
  samples: arrays.samples.subarray(begin, end),
  pixels: arrays.pixels.subarray(begin * samplePixels, end * samplePixels),
  labels: arrays.labels.subarray(begin, end),
});
