import type { DatasetSource } from '../core/record/dataset.ts';
import { MikkeError } from '../core/errors/error.ts';
import { rangesOf } from '../core/record/exclusion.ts';
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
 * validation split would leave nothing to train on or an exclusion is of other files,
 * everything-excluded, class-excluded
 */
export function loadDataset(
  source: Omit<DatasetSource, 'importer' | 'files'> & { files: GivenNames },
): LoadedDataset {
  const { limit, testLimit, validation, dataSeed, exclude } = source;
  const folder = source.folder === MNIST ? mnistFolder() : source.folder;
  const { files, classNames, ...splits } = readIdxFolder(folder, source.files);
  const { train, test } =
    validation === undefined
      ? { train: whole(splits.train), test: whole(splits.test) }
      : heldOut(splits.train, validation, dataSeed);
  // What is left out is left out last, so that nobody else comes in or goes with it.
  const limited = part(train, limit, 'limit-train', dataSeed);
  const taken = {
    train:
      exclude === undefined ? limited : without(limited, exclude, splits.train.count, classNames),
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

/** @param fileCount how many samples the training files have */
function without(
  { samples, indices }: Split,
  exclude: string,
  fileCount: number,
  classNames: readonly string[],
): Split {
  const excluded = new Uint8Array(fileCount);
  for (const [first, last] of rangesOf(exclude)) {
    if (last >= fileCount) {
      const expected = `indices below ${fileCount}, of which the training files have samples`;
      throw new MikkeError('bad-value', { key: 'exclude', value: String(last), expected });
    }
    excluded.fill(1, first, last + 1);
  }
  const places = Uint32Array.from(indices.keys()).filter((at) => excluded[indices[at]] === 0);
  if (places.length === 0) throw new MikkeError('everything-excluded', { samples: samples.count });
  const kept = { samples: takeSamples(samples, places), indices: places.map((at) => indices[at]) };
  const left = new Set(kept.samples.labels);
  const emptied = samples.labels.find((label) => !left.has(label));
  if (emptied !== undefined) {
    throw new MikkeError('class-excluded', { className: classNames[emptied] });
  }
  return kept;
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
