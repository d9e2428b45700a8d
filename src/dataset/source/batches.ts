import type { Batch, Split } from '../../training/data-source.ts';
import type { Filler } from './filler.ts';
import type { BatchArrays } from './messages.ts';

/** Batches that are ready or being filled while the caller works on one. */
const AHEAD = 2;

/** The samples of `order`, `batchSize` at a time; `samplePixels` is height x width x channels. */
export async function* batches(
  filler: Pick<Filler, 'fill' | 'takeBack'>,
  samplePixels: number,
  split: Split,
  order: Uint32Array,
  batchSize: number,
): AsyncGenerator<Batch, void, undefined> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`A batch cannot have ${batchSize} samples.`);
  }
  const asked: { count: number; arrays: Promise<BatchArrays> }[] = [];
  let next = 0;
  const ask = () => {
    if (next >= order.length) return;
    const samples = order.subarray(next, next + batchSize);
    next += samples.length;
    const arrays = filler.fill(split, samples, Math.min(batchSize, order.length));
    // It may fail while nobody waits for it yet; whoever asks for it then still hears of it.
    arrays.catch(() => {});
    asked.push({ count: samples.length, arrays });
  };
  let lent: BatchArrays | undefined;
  try {
    for (let i = 0; i <= AHEAD; i++) ask();
    for (let batch = asked.shift(); batch !== undefined; batch = asked.shift()) {
      lent = await batch.arrays;
      yield batchOf(lent, batch.count, samplePixels);
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

/** The first `count` samples of the arrays, as views. */
const batchOf = (arrays: BatchArrays, count: number, samplePixels: number): Batch => ({
  samples: arrays.samples.subarray(0, count),
  pixels: arrays.pixels.subarray(0, count * samplePixels),
  labels: arrays.labels.subarray(0, count),
});
