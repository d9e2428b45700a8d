import type { DatasetSource } from '../core/record/dataset.ts';
import { MikkeError } from '../core/errors/error.ts';
import { chooseSamples } from './choose.ts';
import { readIdxFolder } from './idx/read.ts';
import type { FileNames, GivenNames } from './idx/names.ts';
import { MNIST, mnistFolder } from './mnist.ts';
import { takeSamples, type Samples } from './samples.ts';

export type LoadedDataset = {
  files: FileNames;
  classNames: string[];
  train: Samples;
  test: Samples;
  /** Each sample's index in the file that it comes from. */
  sourceIndex: { train: Uint32Array; test: Uint32Array };
};

/**
 * The part of a folder that a data-set version takes. Importing and training both read through
 * here, so that they see the same samples at the same positions.
 * @throws dataset-missing, dataset-empty, dataset-invalid, test-split-empty, bad-value where a
 * validation split would leave nothing to train on
 */
export function loadDataset(
  source: Omit<DatasetSource, 'importer' | 'files'> & { files: GivenNames },
): LoadedDataset {
  const { limit, testLimit, validation, dataSeed } = source;
  const folder = source.folder === MNIST ? mnistFolder() : source.folder;
  const { files, classNames, ...splits } = readIdxFolder(folder, source.files);
  const { train, test } =
    validation === undefined
      ? { train: whole(splits.train), test: whole(splits.test) }
      : heldOut(splits.train, validation, dataSeed);
  const taken = {
    train: part(train, limit, 'limit-train', dataSeed),
    test: part(test, testLimit, 'limit-test', dataSeed),
  };
  return {
    files,
    classNames,
    train: taken.train.samples,
    test: taken.test.samples,
    sourceIndex: { train: taken.train.indices, test: taken.test.indices },
  };
}

/** Samples, each with its index in the file that it comes from. */
type Split = { samples: Samples; indices: Uint32Array };

const whole = (samples: Samples): Split => ({
  samples,
  indices: Uint32Array.from(samples.labels, (_, index) => index),
});

/** A training split without `count` of its samples, and those. @throws bad-value if none were left */
function heldOut(samples: Samples, count: number, dataSeed: number): { train: Split; test: Split } {
  if (count >= samples.count) {
    const expected = `less than the ${samples.count} samples of the training split`;
    throw new MikkeError('bad-value', { key: 'validation', value: String(count), expected });
  }
  const test = chooseSamples(samples.labels, count, 'validation', dataSeed);
  const held = new Set(test);
  const train = whole(samples).indices.filter((index) => !held.has(index));
  const split = (indices: Uint32Array) => ({ samples: takeSamples(samples, indices), indices });
  return { train: split(train), test: split(test) };
}

function part(
  { samples, indices }: Split,
  limit: number | null,
  purpose: 'limit-train' | 'limit-test',
  dataSeed: number,
): Split {
  const chosen = chooseSamples(samples.labels, limit, purpose, dataSeed);
  return { samples: takeSamples(samples, chosen), indices: chosen.map((index) => indices[index]) };
}
