import type { DatasetSource } from '../core/record/dataset.ts';
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
  /** Each sample's index in its split's file. */
  sourceIndex: { train: Uint32Array; test: Uint32Array };
};

/**
 * The part of a folder that a data-set version takes. Importing and training both read through
 * here, so that they see the same samples at the same positions.
 * @throws dataset-missing, dataset-empty, dataset-invalid, test-split-empty
 */
export function loadDataset(
  source: Omit<DatasetSource, 'importer' | 'files'> & { files: GivenNames },
): LoadedDataset {
  const { limit, testLimit, dataSeed } = source;
  const folder = source.folder === MNIST ? mnistFolder() : source.folder;
  const { files, classNames, train, test } = readIdxFolder(folder, source.files);
  const sourceIndex = {
    train: chooseSamples(train.labels, limit, 'limit-train', dataSeed),
    test: chooseSamples(test.labels, testLimit, 'limit-test', dataSeed),
  };
  return {
    files,
    classNames,
    train: takeSamples(train, sourceIndex.train),
    test: takeSamples(test, sourceIndex.test),
    sourceIndex,
  };
}
