import { Worker } from 'node:worker_threads';
import { errorFrom, MikkeError, sentence } from '../../core/errors/error.ts';
import type { DatasetRecord } from '../../core/record/dataset.ts';
import { pixelsOf } from '../../core/record/sample-shape.ts';
import type { Augmentation } from '../../core/view/augmentation.ts';
import type { Split } from '../../training/data-source.ts';
import { buffersOf, sourceMessageSchema, type BatchArrays, type FillRequest } from './messages.ts';

/** The thread that fills batches, seen from the thread that trains. */
export type Filler = {
  trainLabels: Uint16Array;
  /**
   * Asks for a batch, augmented if not null, in arrays of at least `capacity` samples; batches come
   * in the order asked. `samples` is copied. Rejects with what went wrong in the thread, and after `close`.
   */
  fill(
    split: Split,
    samples: Uint32Array,
    augmentation: Augmentation | null,
    capacity: number,
  ): Promise<BatchArrays>;
  /** Gives the arrays of a batch that is done with to the batches after it. */
  takeBack(arrays: BatchArrays): void;
  close(): Promise<void>;
};

/** @throws dataset-changed, dataset-missing, dataset-empty, dataset-invalid, test-split-empty */
export async function startFiller(record: DatasetRecord): Promise<Filler> {
  const worker = new Worker(new URL('./batch-worker.ts', import.meta.url), { workerData: record });
  const ready = Promise.withResolvers<Uint16Array>();
  const waiting = new Map<number, PromiseWithResolvers<BatchArrays>>();
  let ended: Error | undefined;

  const settle = (id: number, how: (batch: PromiseWithResolvers<BatchArrays>) => void) => {
    const batch = waiting.get(id);
    waiting.delete(id);
    if (batch !== undefined) how(batch);
  };
  const end = (error: Error) => {
    ended ??= error;
    void worker.terminate();
    ready.reject(error);
    for (const id of [...waiting.keys()]) settle(id, (batch) => batch.reject(error));
  };
  const fail = (problem: string) =>
    end(new MikkeError('trainer-failed', { problem: `The thread that fills batches ${problem}` }));

  worker.on('message', (given: unknown) => {
    const parsed = sourceMessageSchema.safeParse(given);
    if (!parsed.success) return fail('sent something that is not understood.');
    const message = parsed.data;
    if (message.kind === 'ready') ready.resolve(message.trainLabels);
    else if (message.kind === 'unusable') end(errorFrom(message.report));
    else if (message.kind === 'filled') settle(message.id, (it) => it.resolve(message.arrays));
    else settle(message.id, (it) => it.reject(errorFrom(message.report)));
  });
  worker.on('error', (error: unknown) =>
    fail(`failed: ${sentence(error instanceof Error ? error.message : String(error))}`),
  );
  worker.on('exit', () => fail('ended without a word.'));

  const spare: BatchArrays[] = [];
  const newArrays = (capacity: number): BatchArrays => ({
    samples: new Uint32Array(capacity),
    pixels: new Float32Array(capacity * pixelsOf(record)),
    labels: new Int32Array(capacity),
  });
  let lastId = 0;

  return {
    trainLabels: await ready.promise,
    fill(split, samples, augmentation, capacity) {
      if (ended !== undefined) return Promise.reject(ended);
      const fitting = spare.findIndex((arrays) => arrays.samples.length >= capacity);
      const arrays = fitting < 0 ? newArrays(capacity) : spare.splice(fitting, 1)[0];
      arrays.samples.set(samples);
      const request: FillRequest = {
        id: ++lastId,
        split,
        count: samples.length,
        augmentation,
        arrays,
      };
      const batch = Promise.withResolvers<BatchArrays>();
      waiting.set(request.id, batch);
      worker.postMessage(request, buffersOf(arrays));
      return batch.promise;
    },
    takeBack(arrays) {
      spare.push(arrays);
    },
    async close() {
      end(new Error('The data source is closed.'));
      await worker.terminate();
    },
  };
}
