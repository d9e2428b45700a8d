import { expect, it } from 'vitest';
import { batches } from '../../../src/dataset/source/batches.ts';
import type { BatchArrays } from '../../../src/dataset/source/messages.ts';

/** Fills at once, and counts the arrays that are out: asked for, and not given back. */
function fakeFiller() {
  const state = { out: 0, most: 0, asked: 0 };
  const filler = {
    fill(
      _split: string,
      samples: Uint32Array,
      _augmentation: null,
      capacity: number,
    ): Promise<BatchArrays> {
      state.asked++;
      state.most = Math.max(state.most, ++state.out);
      const arrays = {
        samples: new Uint32Array(capacity),
        pixels: new Float32Array(capacity),
        labels: new Int32Array(capacity),
      };
      arrays.samples.set(samples);
      return samples.includes(666) ? Promise.reject(new Error('broken')) : Promise.resolve(arrays);
    },
    takeBack: () => void state.out--,
  };
  return { state, filler };
}

const order = Uint32Array.from({ length: 20 }, (_, i) => i);
/** Pixels of samples so large that every batch is filled by itself. */
const LARGE = 2 ** 20;

it('two batches are asked for beyond the one that is worked on, as long as there are any', async () => {
  const { state, filler } = fakeFiller();
  const ahead: number[] = [];
  let given = 0;
  for await (const _ of batches(filler, LARGE, 'train', order, 4, null))
    ahead.push(state.asked - ++given);
  expect(ahead).toEqual([2, 2, 2, 1, 0]);
});

it('three sets of arrays serve an iteration, and all are given back at its end', async () => {
  const { state, filler } = fakeFiller();
  for await (const batch of batches(filler, LARGE, 'train', order, 1, null))
    expect(batch.labels.length).toBe(1);
  expect(state).toEqual({ asked: 20, most: 3, out: 0 });
});

it('an iteration that is broken off gives all arrays back', async () => {
  const { state, filler } = fakeFiller();
  for await (const _ of batches(filler, LARGE, 'train', order, 4, null)) break;
  expect(state).toEqual({ asked: 3, most: 3, out: 0 });
});

it('a batch that fails while another is worked on ends the iteration when it is asked for', async () => {
  const { filler } = fakeFiller();
  const failing = batches(filler, LARGE, 'train', Uint32Array.of(1, 2, 666), 1, null);
  const seen: number[] = [];
  const iterate = async () => {
    for await (const { samples } of failing) {
      seen.push(samples[0]);
      // A turn of the event loop, in which Node would end the process for an unheeded rejection.
      await new Promise((turn) => setImmediate(turn));
    }
  };
  await expect(iterate()).rejects.toThrow('broken');
  expect(seen).toEqual([1, 2]);
});

it('small batches are filled together, and come out one by one in order', async () => {
  const { state, filler } = fakeFiller();
  const seen: number[][] = [];
  for await (const { samples } of batches(filler, 1, 'train', order, 8, null))
    seen.push([...samples]);
  expect(seen).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7],
    [8, 9, 10, 11, 12, 13, 14, 15],
    [16, 17, 18, 19],
  ]);
  expect(state).toEqual({ asked: 1, most: 1, out: 0 });
});
