import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random/stream.ts';
import type { Batch } from '../../src/training/data-source.ts';
import { createReplayBuffer, openReplay } from '../../src/training/replay.ts';

/** Samples of two pixels, which tell whose they are, as does the label. */
const batchOf = (samples: number[]): Batch => ({
  samples: Uint32Array.from(samples),
  pixels: Float32Array.from(samples.flatMap((sample) => [sample, -sample])),
  labels: Int32Array.from(samples, (sample) => sample % 3),
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const stream = (index = 0) => randomStream({ seed: 1, purpose: 'replay', index });
const sampled = (batches: Batch[]) => batches.flatMap(({ samples }) => [...samples]);
const shape = { height: 1, width: 2, channels: 1 };

describe('the replay buffer', () => {
  test('draws whole chunks of what was pushed, each with its pixels and labels', () => {
    const buffer = createReplayBuffer(3, 10);
    buffer.push(batchOf(range(0, 7)));
    const drawn = buffer.draw(60, stream());
    for (const [i, chunk] of drawn.entries()) {
      const samples = [...chunk.samples];
      expect(chunk).toEqual(batchOf(samples));
      // The last one is cut off where 60 are reached.
      if (i < drawn.length - 1) expect([[0, 1, 2], [3, 4, 5], [6]]).toContainEqual(samples);
    }
  });

  test('draws just as many as are asked for', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    const positive = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(sizes, positive, positive, fc.nat(50), (pushed, chunk, capacity, count) => {
        const buffer = createReplayBuffer(chunk, capacity);
        for (const size of pushed) buffer.push(batchOf(range(0, size)));
        expect(sampled(buffer.draw(count, stream()))).toHaveLength(count);
      }),
    );
  });

  test('keeps no more than its newest chunks', () => {
    const buffer = createReplayBuffer(2, 5);
    for (let begin = 0; begin < 40; begin += 4) buffer.push(batchOf(range(begin, begin + 4)));
    expect(new Set(sampled(buffer.draw(500, stream())))).toEqual(new Set(range(30, 40)));
  });

  test('draws every chunk equally often, and again after it was drawn', () => {
    const buffer = createReplayBuffer(1, 10);
    buffer.push(batchOf(range(0, 10)));
    const counts = new Array<number>(10).fill(0);
    for (const sample of sampled(buffer.draw(10_000, stream()))) counts[sample]++;
    // Five standard deviations of a binomial number.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(5 * 30);
  });

  test('keeps copies, since a batch lends its arrays', () => {
    const buffer = createReplayBuffer(1, 10);
    const lent = batchOf([1]);
    buffer.push(lent);
    lent.samples[0] = 9;
    lent.pixels.fill(9);
    expect(buffer.draw(1, stream())).toEqual([batchOf([1])]);
  });

  test('refuses to draw where nothing was pushed', () => {
    expect(() => createReplayBuffer(1, 10).draw(1, stream())).toThrow(RangeError);
  });
});

describe('a batch with replayed samples', () => {
  test('is the batch itself where every sample is new', () => {
    const batch = batchOf([1, 2]);
    expect(openReplay({ replay: 1, fresh: 2 }, shape)(batch, stream())).toBe(batch);
  });

  test('has the new samples first, and then so many times as many that were shown by then', () => {
    const withReplayed = openReplay({ replay: 4, fresh: 6 }, shape);
    const shown = new Set<number>();
    for (let step = 0; step < 5; step++) {
      const fresh = range(6 * step, 6 * step + 6);
      fresh.forEach((sample) => shown.add(sample));
      const batch = withReplayed(batchOf(fresh), stream(step));
      const samples = [...batch.samples];
      expect(samples).toHaveLength(24);
      expect(samples.slice(0, 6)).toEqual(fresh);
      expect(samples.every((sample) => shown.has(sample))).toBe(true);
      expect(batch).toEqual(batchOf(samples));
    }
  });

  test('follows from the stream alone', () => {
    const filled = () => openReplay({ replay: 2, fresh: 8 }, shape)(batchOf(range(0, 8)), stream());
    expect(filled()).toEqual(filled());
  });

  test('has chunks of a thirty-second of the new samples', () => {
    const withReplayed = openReplay({ replay: 2, fresh: 96 }, shape);
    const replayed = withReplayed(batchOf(range(0, 96)), stream()).samples.slice(96);
    for (let i = 0; i < 96; i += 3) {
      expect(replayed[i] % 3).toBe(0);
      expect([...replayed.slice(i, i + 3)]).toEqual(range(replayed[i], replayed[i] + 3));
    }
  });

  test.each([
    { replay: 2, steps: 256 },
    { replay: 4, steps: 1920 },
  ])('is filled up from the newest $steps steps where one in $replay is new', (given) => {
    const withReplayed = openReplay({ replay: given.replay, fresh: 1 }, shape);
    const oldest = new Set<number>();
    for (let step = 0; step < 12_000; step++) {
      const [, ...replayed] = withReplayed(batchOf([step]), stream(step)).samples;
      if (step >= given.steps) for (const sample of replayed) oldest.add(step - sample);
    }
    expect(Math.max(...oldest)).toBe(given.steps - 1);
  });

  test('keeps few of very large images', () => {
    // Of 2^29 bytes, three fit and a fourth does not.
    const large = { height: 6000, width: 6000, channels: 1 };
    const withReplayed = openReplay({ replay: 4, fresh: 1 }, large);
    const ages = new Set<number>();
    for (let step = 0; step < 100; step++) {
      const [, ...replayed] = withReplayed(batchOf([step]), stream(step)).samples;
      for (const sample of replayed) ages.add(step - sample);
    }
    expect(ages).toEqual(new Set([0, 1, 2]));
  });
});
