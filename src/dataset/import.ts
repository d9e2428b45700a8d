import { basename, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { asMikkeError, errorFrom } from '../core/errors/error.ts';
import type { ImportedDataset } from '../core/record/dataset.ts';
import type { BuildRequest } from './build.ts';
import type { GivenNames } from './idx/names.ts';
import { importMessageSchema } from './import-message.ts';
import { MNIST } from './mnist.ts';

export type ImportRequest = {
  /** "mnist", or a folder of IDX files. */
  dataset: string;
  /** The most samples to take of each split; null for all. */
  limit: number | null;
  testLimit: number | null;
  /** Training samples to hold out and test on instead of the test split; 0 for none. */
  validation?: number;
  dataSeed: number;
  /** Samples of the training files to leave out (core/record/exclusion.ts). */
  exclude?: string | null;
  /** Names of files within the folder, where they are not the usual ones. */
  files?: GivenNames | null;
};

/**
 * Imports a data set on a thread of its own; `onProgress` counts samples. Training samples stand
 * at the first positions, test samples after them.
 * @throws dataset-missing, dataset-empty, dataset-invalid (with every problem), test-split-empty,
 * bad-value for an exclusion that does not fit, everything-excluded, class-excluded
 */
export async function importDataset(
  request: ImportRequest,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<ImportedDataset> {
  const { dataset, limit, testLimit, validation = 0, dataSeed, exclude, files } = request;
  const folder = dataset === MNIST ? MNIST : resolve(dataset);
  const name = basename(folder);
  const workerData: BuildRequest = {
    ...{ name, folder, limit, testLimit, dataSeed, files: files ?? {} },
    ...(validation > 0 ? { validation } : {}),
    ...(exclude ? { exclude } : {}),
  };

  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { workerData });
  return new Promise<ImportedDataset>((done, fail) => {
    worker.on('message', (given: unknown) => {
      try {
        const message = importMessageSchema.parse(given);
        if (message.kind === 'progress') onProgress(message.done, message.total);
        else if (message.kind === 'imported') done(message.dataset);
        else fail(errorFrom(message.report));
      } catch (error) {
        fail(asMikkeError(error));
        void worker.terminate();
      }
    });
    worker.on('error', (error) => fail(asMikkeError(error)));
    worker.on('exit', () => fail(asMikkeError('The thread that imports ended without a word.')));
  });
}
