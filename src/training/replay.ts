/**
 * The replay buffer of EfficientTrain++: batches are filled up with samples that were shown before in
 * the same pass, as they were shown, so that fewer images are prepared for as many steps. Nothing of
 * it outlives a pass. docs/views/efficienttrain-plus-plus.md is its card.
 */
import type { RandomStream } from '../core/random/stream.ts';
import type { Batch, DataSource } from './data-source.ts';
import type { Epoch } from './epoch.ts';

/** What a step brings is kept and drawn in about so many chunks. */
const CHUNKS = 32;

/** The released capacity, in what a step brings: that of the first two stages, and of the others. */
const heldSteps = (replay: number) => (replay > 2 ? 1920 : 256);

/** However large the images are. */
const MOST_BYTES = 2 ** 29;

/** Gives a batch of new samples back with those that are replayed after them. */
type WithReplayed = (batch: Batch, random: RandomStream) => Batch;

/** For one pass, whose new samples it has to be given in their order. */
export function openReplay(
  { replay, fresh }: Pick<Epoch, 'replay' | 'fresh'>,
  { height, width, channels }: Pick<DataSource, 'height' | 'width' | 'channels'>,
): WithReplayed {
  if (replay === 1) return (batch) => batch;
  const chunk = Math.max(1, Math.round(fresh / CHUNKS));
  const chunkBytes = chunk * height * width * channels * Float32Array.BYTES_PER_ELEMENT;
  const buffer = createReplayBuffer(
    chunk,
    Math.min(heldSteps(replay) * Math.ceil(fresh / chunk), Math.floor(MOST_BYTES / chunkBytes)),
  );
  return (batch, random) => {
    // Before it draws, so that there is something to draw from the first step on.
    buffer.push(batch);
    return joined([batch, ...buffer.draw((replay - 1) * batch.samples.length, random)]);
  };
}

type ReplayBuffer = {
  /** Keeps copies of all samples; the oldest chunks make room for them. */
  push(batch: Batch): void;
  /**
   * So many samples in chunks that are drawn uniformly and with replacement, the last one cut off.
   * Their arrays are valid until the next push. @throws RangeError where nothing was pushed
   */
  draw(count: number, random: RandomStream): Batch[];
};

/** @param capacity in chunks of `chunk` samples, or fewer at the end of a batch; at least one is kept */
export function createReplayBuffer(chunk: number, capacity: number): ReplayBuffer {
  const kept: Batch[] = [];
  let pushed = 0;
  return {
    push(batch) {
      for (let begin = 0; begin < batch.samples.length; begin += chunk) {
        kept[pushed++ % Math.max(1, capacity)] = joined([cut(batch, begin, begin + chunk)]);
      }
    },
    draw(count, random) {
      if (kept.length === 0) throw new RangeError('Nothing was pushed that could be drawn.');
      const drawn: Batch[] = [];
      for (let left = count; left > 0;) {
        const part = cut(kept[random.below(kept.length)], 0, left);
        drawn.push(part);
        left -= part.samples.length;
      }
      return drawn;
    },
  };
}

/** The samples from `begin` to `end`, or to the last one, as views. */
function cut({ samples, pixels, labels }: Batch, begin: number, end: number): Batch {
  const size = pixels.length / samples.length;
  return {
    samples: samples.subarray(begin, end),
    pixels: pixels.subarray(begin * size, end * size),
    labels: labels.subarray(begin, end),
  };
}

/** The samples of some batches in their order, in arrays of their own. */
function joined(parts: readonly Batch[]): Batch {
  const total = (of: (part: Batch) => { length: number }) =>
    parts.reduce((sum, part) => sum + of(part).length, 0);
  const samples = new Uint32Array(total((part) => part.samples));
  const pixels = new Float32Array(total((part) => part.pixels));
  const labels = new Int32Array(samples.length);
  let sample = 0;
  let pixel = 0;
  for (const part of parts) {
    samples.set(part.samples, sample);
    labels.set(part.labels, sample);
    pixels.set(part.pixels, pixel);
    sample += part.samples.length;
    pixel += part.pixels.length;
  }
  return { samples, pixels, labels };
}
