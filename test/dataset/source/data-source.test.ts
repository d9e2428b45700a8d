import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randomStream, shuffle } from '../../../src/core/random/stream.ts';
import type { Augmentation } from '../../../src/core/view/augmentation.ts';
import { buildDataset } from '../../../src/dataset/build.ts';
import { openDataSource } from '../../../src/dataset/source/data-source.ts';
import type { Batch, DataSource } from '../../../src/training/data-source.ts';
import { smallArrays, smallFiles } from '../small.ts';
import { folderWith } from '../temp-folder.ts';

const importFolder = (folder: string, limit: number | null = null) =>
  buildDataset({ name: 'small', folder, files: {}, limit, testLimit: null, dataSeed: 3 }, () => {});

const importSmall = (sizes: Parameters<typeof smallFiles>[0] = {}, limit: number | null = null) =>
  importFolder(folderWith(smallFiles(sizes)), limit);

async function openSmall(sizes: Parameters<typeof smallFiles>[0] = {}) {
  const { record } = importSmall(sizes);
  const source = await openDataSource(record);
  onTestFinished(() => source.close());
  return { record, source };
}

const copied = ({ samples, pixels, labels }: Batch) => ({
  samples: [...samples],
  pixels: [...pixels],
  labels: [...labels],
});

async function all(batches: ReturnType<DataSource['batches']>) {
  const copies: ReturnType<typeof copied>[] = [];
  for await (const batch of batches) copies.push(copied(batch));
  return copies;
}

const inOrder = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);

describe('a data source', () => {
  it('has the shape, classes, counts and training labels of its record', async () => {
    const { source } = await openSmall({ shape: [3, 4, 3] });
    expect(source).toMatchObject({ height: 3, width: 4, channels: 3, classes: 3 });
    expect(source.count).toEqual({ train: 30, test: 12 });
    expect([...source.trainLabels]).toEqual([...smallArrays().train.labels]);
  });

  it.each([1, 3])(
    'normalises %i channels by the mean and deviation of the training split',
    async (c) => {
      const shape = [3, 4, c];
      const { record, source } = await openSmall({ shape });
      const { pixelMean, pixelStd } = record;
      const [batch] = await all(source.batches('test', inOrder(12), 12));
      const expected = Array.from(smallArrays({ shape }).test.pixels, (value, i) =>
        Math.fround((value / 255 - pixelMean[i % c]) / pixelStd[i % c]),
      );
      expect(batch.pixels).toEqual(expected);
      expect(batch.labels).toEqual([...smallArrays().test.labels]);
    },
  );

  it('only centres what never varies, so that no pixel is infinite', async () => {
    const files = smallFiles();
    files['train-images-idx3-ubyte'].fill(51, 16);
    const { record } = importFolder(folderWith(files));
    const source = await openDataSource(record);
    onTestFinished(() => source.close());
    const [batch] = await all(source.batches('train', inOrder(30), 30));
    expect(new Set(batch.pixels)).toEqual(new Set([Math.fround(51 / 255 - record.pixelMean[0])]));
  });

  it('gives every batch the size asked, and what is left in the last one', async () => {
    const { source } = await openSmall();
    const batches = await all(source.batches('train', inOrder(30), 8));
    expect(batches.map(({ samples }) => samples.length)).toEqual([8, 8, 8, 6]);
    expect(batches.map(({ pixels }) => pixels.length)).toEqual([96, 96, 96, 72]);
    expect(batches.map(({ labels }) => labels.length)).toEqual([8, 8, 8, 6]);
    expect(batches.flatMap(({ samples }) => samples)).toEqual([...inOrder(30)]);
  });

  it('gives no batch for an empty order', async () => {
    const { source } = await openSmall();
    expect(await all(source.batches('train', inOrder(0), 8))).toEqual([]);
  });

  it('lets every sample keep its pixels and its label in any order and batch size', async () => {
    const { source } = await openSmall();
    const [whole] = await all(source.batches('train', inOrder(30), 30));
    const orders = fc.tuple(fc.maxSafeNat(), fc.integer({ min: 1, max: 30 }));
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: 40 }), async ([seed, count], size) => {
        const order = shuffle(inOrder(30), randomStream({ seed, purpose: 'test' })).slice(0, count);
        const batches = await all(source.batches('train', order, size));
        expect(batches.flatMap(({ samples }) => samples)).toEqual([...order]);
        expect(batches.flatMap(({ labels }) => labels)).toEqual(
          Array.from(order, (sample) => whole.labels[sample]),
        );
        expect(batches.flatMap(({ pixels }) => pixels)).toEqual(
          Array.from(order).flatMap((s) => whole.pixels.slice(s * 12, (s + 1) * 12)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('takes the part that the record takes', async () => {
    const imported = importSmall({}, 10);
    const source = await openDataSource(imported.record);
    onTestFinished(() => source.close());
    expect([...source.trainLabels]).toEqual([...imported.labels.subarray(0, 10)]);
    const [batch] = await all(source.batches('train', inOrder(10), 10));
    const { pixels } = smallArrays().train;
    const { pixelMean, pixelStd } = imported.record;
    expect(batch.pixels).toEqual(
      Array.from(imported.sourceIndex.subarray(0, 10)).flatMap((index) =>
        Array.from(pixels.subarray(index * 12, (index + 1) * 12), (value) =>
          Math.fround((value / 255 - pixelMean[0]) / pixelStd[0]),
        ),
      ),
    );
  });

  it('uses the memory of batches again once an iteration is over', async () => {
    const { source } = await openSmall();
    const given: Batch[] = [];
    for await (const batch of source.batches('train', inOrder(30), 4)) given.push(batch);
    const [first] = given;
    expect(first.pixels.length).toBe(48);
    const again = source.batches('train', inOrder(30), 4)[Symbol.asyncIterator]();
    await again.next();
    expect(first.pixels.length).toBe(0);
    await again.return?.();
  });
});

describe('augmented batches', () => {
  const everything: Augmentation = {
    seed: 8,
    epoch: 3,
    cropPadding: 1,
    flip: true,
    policy: 'randaugment',
    magnitude: 9,
    erase: 0.5,
  };
  const nothing: Augmentation = {
    ...everything,
    cropPadding: 0,
    flip: false,
    policy: 'none',
    erase: 0,
  };

  it('are those without an augmentation where that varies nothing', async () => {
    const { source } = await openSmall();
    const batches = (augmentation?: Augmentation | null) =>
      all(source.batches('train', inOrder(30), 8, augmentation));
    const expected = await batches();
    expect(await batches(null)).toEqual(expected);
    expect(await batches(nothing)).toEqual(expected);
    expect(await batches(everything)).not.toEqual(expected);
    // Nothing of an augmentation is left for the batches after it.
    expect(await batches()).toEqual(expected);
  });

  it('are mirrored before they are normalised', async () => {
    const { source } = await openSmall({ shape: [3, 4, 3] });
    const [whole] = await all(source.batches('train', inOrder(30), 30));
    const [flipped] = await all(
      source.batches('train', inOrder(30), 30, { ...nothing, flip: true }),
    );
    const mirrored = whole.pixels.map((_, i) => {
      const [pixel, c] = [Math.floor(i / 3), i % 3];
      return whole.pixels[3 * (pixel - (pixel % 4) + 3 - (pixel % 4)) + c];
    });
    const same = (sample: number, pixels: number[]) =>
      pixels.slice(sample * 36, sample * 36 + 36).join() ===
      flipped.pixels.slice(sample * 36, sample * 36 + 36).join();
    const counts = { whole: 0, mirrored: 0 };
    for (let sample = 0; sample < 30; sample++) {
      if (same(sample, whole.pixels)) counts.whole++;
      if (same(sample, mirrored)) counts.mirrored++;
    }
    expect(counts.whole + counts.mirrored).toBe(30);
    expect(Math.min(counts.whole, counts.mirrored)).toBeGreaterThan(5);
    expect(flipped.labels).toEqual(whole.labels);
  });

  it('are erased after they are normalised', async () => {
    const { source } = await openSmall({ shape: [6, 6] });
    const [whole] = await all(source.batches('train', inOrder(30), 30));
    const [erased] = await all(source.batches('train', inOrder(30), 30, { ...nothing, erase: 1 }));
    const noise = erased.pixels.filter((value, i) => value !== whole.pixels[i]);
    expect(noise.length).toBeGreaterThan(0);
    expect(noise.length).toBeLessThan(erased.pixels.length / 2);
    // Nothing that a pixel value is normalised to.
    const darkest = Math.min(...whole.pixels);
    expect(Math.min(...noise)).toBeLessThan(darkest);
  });

  it.each([{ shape: [3, 4] }, { shape: [5, 3, 3] }])(
    'give a sample of $shape the same bytes in any order, batch size and thread',
    async ({ shape }) => {
      const { source } = await openSmall({ shape });
      const { source: other } = await openSmall({ shape });
      const size = shape.reduce((a, b) => a * b, 1);
      const policies = fc.constantFrom('none', 'randaugment', 'trivialaugment-wide');
      const asked = fc.record({
        seed: fc.maxSafeNat(),
        count: fc.integer({ min: 1, max: 30 }),
        policy: policies,
      });
      await fc.assert(
        fc.asyncProperty(asked, fc.integer({ min: 1, max: 40 }), async (given, batchSize) => {
          const { seed, count, policy } = given;
          const augmentation = { ...everything, seed, policy };
          const [whole] = await all(other.batches('train', inOrder(30), 30, augmentation));
          const order = shuffle(inOrder(30), randomStream({ seed, purpose: 'test' }));
          const some = order.slice(0, count);
          const batches = await all(source.batches('train', some, batchSize, augmentation));
          expect(batches.flatMap(({ pixels }) => pixels)).toEqual(
            Array.from(some).flatMap((s) => whole.pixels.slice(s * size, (s + 1) * size)),
          );
          expect(batches.flatMap(({ labels }) => labels)).toEqual(
            Array.from(some, (s) => whole.labels[s]),
          );
        }),
        { numRuns: 25 },
      );
    },
  );

  it('differ from epoch to epoch', async () => {
    const { source } = await openSmall();
    const [one, other] = await Promise.all(
      [3, 4].map((epoch) =>
        all(source.batches('train', inOrder(30), 30, { ...everything, epoch })),
      ),
    );
    expect(one[0].labels).toEqual(other[0].labels);
    expect(one[0].pixels).not.toEqual(other[0].pixels);
  });

  it('end with an error for a sample that is not there, and leave the source usable', async () => {
    const { source } = await openSmall();
    await expect(all(source.batches('train', Uint32Array.of(30), 1, everything))).rejects.toThrow(
      'There is no sample 30 in a split of 30.',
    );
    expect(await all(source.batches('train', inOrder(30), 30, everything))).toHaveLength(1);
  });
});

describe('iterations', () => {
  it('may be broken off, and the next one begins at its own beginning', async () => {
    const { source } = await openSmall();
    const expected = await all(source.batches('test', inOrder(12), 5));
    for (let i = 0; i < 5; i++) {
      for await (const batch of source.batches('train', inOrder(30), 4)) {
        expect(batch.samples[0]).toBe(0);
        break;
      }
      expect(await all(source.batches('test', inOrder(12), 5))).toEqual(expected);
    }
  });

  it('do not mix when two go on at once', async () => {
    const { source } = await openSmall();
    const train = await all(source.batches('train', inOrder(30), 4));
    const test = await all(source.batches('test', inOrder(12), 5));
    const both = [source.batches('train', inOrder(30), 4), source.batches('test', inOrder(12), 5)];
    expect(await Promise.all(both.map(all))).toEqual([train, test]);
  });

  it('end with the error of the thread that fills, and leave the source usable', async () => {
    const { source } = await openSmall();
    const expected = await all(source.batches('train', inOrder(30), 7));
    await expect(all(source.batches('train', Uint32Array.of(3, 30), 1))).rejects.toThrow(
      'There is no sample 30 in a split of 30.',
    );
    expect(await all(source.batches('train', inOrder(30), 7))).toEqual(expected);
  });

  it('refuse a batch size that is none', async () => {
    const { source } = await openSmall();
    await expect(all(source.batches('train', inOrder(30), 0))).rejects.toThrow(RangeError);
  });

  it('end with an error when the source is closed under them', async () => {
    const { source } = await openSmall();
    const batches = source.batches('train', inOrder(30), 4)[Symbol.asyncIterator]();
    const pending = batches.next();
    const outcome = expect(pending).rejects.toThrow('closed');
    await source.close();
    await outcome;
    await expect(all(source.batches('train', inOrder(30), 4))).rejects.toThrow('closed');
  });
});

describe('files that changed since the import', () => {
  const open = async (change: (folder: string) => void) => {
    const { record } = importSmall();
    change(record.source.folder);
    return openDataSource(record);
  };

  it.each([
    ['a pixel', 'train-images-idx3-ubyte', 20],
    ['a test label', 't10k-labels-idx1-ubyte', 10],
  ])('in %s are refused', async (_, name, at) => {
    const changing = open((folder) => {
      const bytes = smallFiles()[name];
      bytes[at] = bytes[at] === 1 ? 2 : 1;
      writeFileSync(join(folder, name), bytes);
    });
    await expect(changing).rejects.toMatchObject({
      code: 'dataset-changed',
      message: expect.stringContaining('no longer those that were imported'),
    });
  });

  it('because the folder is gone are refused', async () => {
    const gone = open((folder) => rmSync(folder, { recursive: true }));
    await expect(gone).rejects.toMatchObject({ code: 'dataset-missing' });
  });

  it('because one is gone are refused by its name', async () => {
    const gone = open((folder) => rmSync(join(folder, 'train-labels-idx1-ubyte')));
    await expect(gone).rejects.toMatchObject({
      code: 'dataset-invalid',
      message: expect.stringContaining('There is no file "train-labels-idx1-ubyte".'),
    });
  });

  it('in their class names only are read', async () => {
    const folder = folderWith({ ...smallFiles(), 'classes.txt': 'ant\nbee\ncat\ndog\n' });
    const { record } = importFolder(folder);
    rmSync(join(folder, 'classes.txt'));
    const source = await openDataSource(record);
    onTestFinished(() => source.close());
    expect(source.classes).toBe(4);
  });
});

it('a process ends by itself after it imported, read a batch and closed', async () => {
  const folder = folderWith(smallFiles());
  const from = (path: string) =>
    JSON.stringify(new URL(`../../../src/${path}`, import.meta.url).href);
  const script = `
    import { importDataset } from ${from('dataset/import.ts')};
    import { openDataSource } from ${from('dataset/source/data-source.ts')};
    const dataset = ${JSON.stringify(folder)};
    const { record } = await importDataset({ dataset, limit: null, testLimit: null, dataSeed: 0 });
    const source = await openDataSource(record);
    for await (const { labels } of source.batches('train', Uint32Array.of(4, 3, 2, 1), 2)) {
      console.log(labels[0]);
      break;
    }
    await source.close();
  `;
  const path = join(folder, 'script.mjs');
  writeFileSync(path, script);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [path], {
    timeout: 30_000,
  });
  expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
});
