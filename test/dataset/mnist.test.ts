import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { ImportedDataset } from '../../src/core/record/dataset.ts';
import { importDataset } from '../../src/dataset/import.ts';
import { mnistFolder } from '../../src/dataset/mnist.ts';
import { openImageFiles } from '../../src/dataset/pictures/image-files.ts';

let mnist: ImportedDataset;
beforeAll(async () => {
  mnist = await importDataset({ dataset: 'mnist', limit: null, testLimit: null, dataSeed: 0 });
});

const histogram = (labels: Uint16Array) => {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
};

it('MNIST has 60,000 and 10,000 images of 28 x 28 and the classes 0 to 9', () => {
  expect(mnist.record).toMatchObject({
    name: 'mnist',
    source: { folder: 'mnist' },
    trainCount: 60_000,
    testCount: 10_000,
    height: 28,
    width: 28,
    channels: 1,
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  });
});

it('MNIST has the known number of each digit', () => {
  expect(histogram(mnist.labels.subarray(0, 60_000))).toEqual([
    5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
  ]);
  expect(histogram(mnist.labels.subarray(60_000))).toEqual([
    980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
  ]);
});

it('MNIST has the known mean and deviation', () => {
  expect(mnist.record.pixelMean[0]).toBeCloseTo(0.1307, 4);
  expect(mnist.record.pixelStd[0]).toBeCloseTo(0.3081, 4);
});

it('images of MNIST are the very pixels of its files, in either split', () => {
  const { files } = mnist.record.source;
  const given = (name: string, index: number) => {
    const start = 16 + index * 784;
    return [...readFileSync(join(mnistFolder(), name)).subarray(start, start + 784)];
  };
  const images = openImageFiles(mnist.record, mnist.sourceIndex);
  const image = (sample: number) => [...(images.read(sample) ?? [])];
  expect(image(59_999)).toEqual(given(files.trainImages, 59_999));
  expect(image(60_000)).toEqual(given(files.testImages, 0));
  expect(image(69_999)).toEqual(given(files.testImages, 9_999));
  images.close();
});
