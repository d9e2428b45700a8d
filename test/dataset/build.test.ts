import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CONTENT_ID_BYTES, type ImportedDataset } from '../../src/core/record/dataset.ts';
import { joinExclusions } from '../../src/core/record/exclusion.ts';
import { buildDataset, type BuildRequest } from '../../src/dataset/build.ts';
import { openImageFiles } from '../../src/dataset/pictures/image-files.ts';
import { idx } from '../support/idx-folder.ts';

const exclusionText = (indices: number[]) => joinExclusions(null, Uint32Array.from(indices));
import { smallArrays, smallFiles } from './small.ts';
import { folderWith } from './temp-folder.ts';

const importAll = async (folder: string, more: Partial<BuildRequest> = {}) =>
  buildDataset(
    { name: 'small', folder, files: {}, limit: null, testLimit: null, dataSeed: 0, ...more },
    () => {},
  );

/** The pixels of every sample, read from the files again. */
function imagesOf({ record, sourceIndex }: ImportedDataset): number[][] {
  const files = openImageFiles(record, sourceIndex);
  const images = Array.from(sourceIndex, (_, sample) => [...(files.read(sample) ?? [])]);
  files.close();
  return images;
}

const fingerprintOf = async (files: Record<string, Uint8Array>) =>
  (await importAll(folderWith(files))).record.fingerprint;

const gzipped = (files: Record<string, Uint8Array>) =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));

const trainImages = 'train-images-idx3-ubyte';
const trainLabels = 'train-labels-idx1-ubyte';
const testImages = 't10k-images-idx3-ubyte';
const testLabels = 't10k-labels-idx1-ubyte';

describe('a folder of IDX files', () => {
  it('becomes a record that says where it is and what it holds', async () => {
    const folder = folderWith(smallFiles());
    const { record } = await importAll(folder);
    expect(record).toEqual({
      name: 'small',
      source: {
        importer: 'idx',
        folder,
        files: { trainImages, trainLabels, testImages, testLabels },
        limit: null,
        testLimit: null,
        dataSeed: 0,
      },
      fingerprint: expect.any(String),
      height: 3,
      width: 4,
      channels: 1,
      classNames: ['0', '1', '2'],
      trainCount: 30,
      testCount: 12,
      pixelMean: [expect.any(Number)],
      pixelStd: [expect.any(Number)],
    });
  });

  it('has its training samples first, then its test samples', async () => {
    const { train, test } = smallArrays();
    const imported = await importAll(folderWith(smallFiles()));
    const { labels, sourceIndex } = imported;
    expect([...labels]).toEqual([...train.labels, ...test.labels]);
    expect([...sourceIndex]).toEqual([...train.labels.keys(), ...test.labels.keys()]);
    expect(imagesOf(imported).flat()).toEqual([...train.pixels, ...test.pixels]);
  });

  it('may be packed by gzip, with or without names that say so', async () => {
    const files = smallFiles();
    const plain = await importAll(folderWith(files));
    const packed = await importAll(folderWith(gzipped(files)));
    expect(packed.record.source.files.trainImages).toBe(`${trainImages}.gz`);
    expect(packed.record.fingerprint).toBe(plain.record.fingerprint);
    const disguised = { ...files, [trainImages]: gzipSync(files[trainImages]) };
    expect(await fingerprintOf(disguised)).toBe(plain.record.fingerprint);
  });

  it('is read from the plain files where packed ones stand beside them', async () => {
    const files = smallFiles();
    const folder = folderWith({ ...files, ...gzipped(smallFiles({ train: 9 })) });
    const { record } = await importAll(folder);
    expect(record.source.files.trainImages).toBe(trainImages);
    expect(record.trainCount).toBe(30);
  });

  it('may use the names with a dot', async () => {
    const dotted: Record<string, Uint8Array> = {};
    for (const [name, bytes] of Object.entries(smallFiles())) {
      dotted[name.replace('-idx', '.idx')] = bytes;
    }
    const { record } = await importAll(folderWith(dotted));
    expect(record.source.files.testLabels).toBe('t10k-labels.idx1-ubyte');
  });

  it('is read by the names that are given, and by the usual ones for the rest', async () => {
    const { [testImages]: images, ...files } = smallFiles();
    const folder = folderWith({ ...files, 'my test images': images });
    const { record } = await importAll(folder, { files: { testImages: 'my test images' } });
    expect(record.source.files).toMatchObject({ trainImages, testImages: 'my test images' });
    expect(record.testCount).toBe(12);
  });

  it('may hold coloured images', async () => {
    const { train } = smallArrays({ shape: [3, 4, 3] });
    const imported = await importAll(folderWith(smallFiles({ shape: [3, 4, 3] })));
    const { record } = imported;
    expect(record).toMatchObject({ height: 3, width: 4, channels: 3 });
    expect(record.pixelMean).toHaveLength(3);
    expect(imagesOf(imported)[29]).toEqual([...train.pixels.subarray(29 * 36)]);
  });

  it.each(['classes.txt', 'labels.txt'])('takes its class names from %s', async (name) => {
    const { record } = await importAll(
      folderWith({ ...smallFiles(), [name]: 'ant\nbee\ncat\nd\n' }),
    );
    expect(record.classNames).toEqual(['ant', 'bee', 'cat', 'd']);
  });
});

describe('a validation split', () => {
  const sizes = { validation: 9, dataSeed: 5 };
  const parts = async (more: Partial<BuildRequest> = {}) => {
    const imported = await importAll(folderWith(smallFiles()), { ...sizes, ...more });
    const { trainCount } = imported.record;
    const [train, test] = [
      imported.sourceIndex.slice(0, trainCount),
      imported.sourceIndex.slice(trainCount),
    ];
    return { ...imported, train: [...train], test: [...test] };
  };

  it('parts the training samples in two, and leaves the test files alone', async () => {
    const { record, train, test } = await parts();
    expect(record).toMatchObject({ trainCount: 21, testCount: 9, source: { validation: 9 } });
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, i) => i),
    );
  });

  it('says of each sample where it stood in the training files', async () => {
    const given = smallArrays().train;
    const imported = await parts();
    const { labels, train, test } = imported;
    expect([...labels]).toEqual([...train, ...test].map((index) => given.labels[index]));
    const images = imagesOf(imported);
    [...train, ...test].forEach((index, sample) =>
      expect(images[sample]).toEqual([...given.pixels.subarray(index * 12, (index + 1) * 12)]),
    );
  });

  it('is the same whatever is trained on of the rest, and limits take a part of theirs', async () => {
    const [whole, limited] = [await parts(), await parts({ limit: 10, testLimit: 3 })];
    expect((await parts({ limit: 10 })).test).toEqual(whole.test);
    expect(limited.train).toHaveLength(10);
    expect(whole.train).toEqual(expect.arrayContaining(limited.train));
    expect(limited.test).toHaveLength(3);
    expect(whole.test).toEqual(expect.arrayContaining(limited.test));
  });

  it('of everything is refused', async () => {
    await expect(parts({ validation: 30 })).rejects.toMatchObject({
      code: 'bad-value',
      message: expect.stringContaining('less than the 30 samples of the training split'),
    });
  });
});

describe('limits', () => {
  const folder = () => folderWith(smallFiles());

  it('take a part of their own split only, and say of each sample where it stood', async () => {
    const { train, test } = smallArrays();
    const at = folder();
    const limited = await importAll(at, { limit: 9, testLimit: 6, dataSeed: 5 });
    expect(limited.record).toMatchObject({ trainCount: 9, testCount: 6 });
    const [fromTrain, fromTest] = [limited.sourceIndex.slice(0, 9), limited.sourceIndex.slice(9)];
    expect([...limited.labels]).toEqual([
      ...Array.from(fromTrain, (index) => train.labels[index]),
      ...Array.from(fromTest, (index) => test.labels[index]),
    ]);
    const images = imagesOf(limited);
    fromTrain.forEach((index, sample) =>
      expect(images[sample]).toEqual([...train.pixels.subarray(index * 12, (index + 1) * 12)]),
    );
    const other = await importAll(at, { limit: 20, testLimit: 6, dataSeed: 5 });
    expect([...other.sourceIndex.slice(20)]).toEqual([...fromTest]);
  });

  it('change no class names', async () => {
    const { record } = await importAll(folder(), { limit: 1, testLimit: 1 });
    expect(record.classNames).toEqual(['0', '1', '2']);
  });

  it('change the fingerprint, unless they take everything', async () => {
    const at = folder();
    const whole = await importAll(at);
    expect((await importAll(at, { limit: 29 })).record.fingerprint).not.toBe(
      whole.record.fingerprint,
    );
    expect((await importAll(at, { limit: 30, testLimit: 99 })).record.fingerprint).toBe(
      whole.record.fingerprint,
    );
  });
});

describe('the fingerprint', () => {
  const changed = (change: (files: Record<string, Uint8Array>) => void) => {
    const files = smallFiles();
    change(files);
    return files;
  };
  /** The same 42 samples in the same order, of which 31 are for training. */
  const movedBoundary = () => {
    const { train, test } = smallArrays();
    const pixels = Uint8Array.of(...train.pixels, ...test.pixels);
    const labels = Uint8Array.of(...train.labels, ...test.labels);
    return {
      [trainImages]: idx([31, 3, 4], pixels.subarray(0, 31 * 12)),
      [trainLabels]: idx([31], labels.subarray(0, 31)),
      [testImages]: idx([11, 3, 4], pixels.subarray(31 * 12)),
      [testLabels]: idx([11], labels.subarray(31)),
    };
  };
  it.each([
    ['pixel', changed((files) => files[testImages][20]++)],
    ['label', changed((files) => (files[trainLabels][8] = 2))],
    ['order', changed((files) => files[trainLabels].set([1, 0], 8))],
    ['shape', smallFiles({ shape: [4, 3] })],
    ['place where testing begins', movedBoundary()],
  ])('is another one for another %s', async (_, files) => {
    expect(await fingerprintOf(files)).not.toBe(await fingerprintOf(smallFiles()));
  });
});

it('equal images have equal content ids, in whatever data set, and others do not', async () => {
  const twin = smallFiles({ train: 3 });
  twin[trainImages].copyWithin(16 + 24, 16, 16 + 12);
  const ids = async (files: Record<string, Uint8Array>) => {
    const { contentIds } = await importAll(folderWith(files));
    return (sample: number) =>
      Buffer.from(contentIds).toString(
        'hex',
        sample * CONTENT_ID_BYTES,
        (sample + 1) * CONTENT_ID_BYTES,
      );
  };
  const [one, other] = [await ids(twin), await ids(smallFiles())];
  expect(one(2)).toBe(one(0));
  expect(one(1)).not.toBe(one(0));
  expect(other(1)).toBe(one(1));
});

describe('a data set that cannot be used is refused in one sentence for each problem:', () => {
  const refusal = (files: Record<string, string | Uint8Array>, more?: Partial<BuildRequest>) =>
    importAll(folderWith(files), more).catch((error: unknown) => error);
  const without = (...names: string[]) => {
    const files = smallFiles();
    for (const name of names) delete files[name];
    return files;
  };

  it('no folder', async () => {
    const missing = join(folderWith({}), 'nowhere');
    await expect(importAll(missing)).rejects.toMatchObject({
      code: 'dataset-missing',
      message: expect.stringContaining(missing),
    });
  });

  it('a file in place of a folder', async () => {
    const file = join(folderWith({ file: 'text' }), 'file');
    await expect(importAll(file)).rejects.toMatchObject({ code: 'dataset-missing' });
  });

  it('no IDX files', async () => {
    expect(await refusal({ 'readme.txt': 'hello' })).toMatchObject({
      code: 'dataset-empty',
      message: expect.stringContaining(trainImages),
    });
  });

  it('no test split', async () => {
    expect(await refusal(without(testImages, testLabels))).toMatchObject({
      code: 'test-split-empty',
    });
  });

  const small = smallFiles();
  it.each<[string, Record<string, string | Uint8Array>, string[]]>([
    ['no labels', without(trainLabels), [`There is no file "${trainLabels}".`]],
    [
      'no training split',
      without(trainImages, trainLabels),
      [`There is no file "${trainImages}".`, `There is no file "${trainLabels}".`],
    ],
    [
      'no test split beside another problem',
      { ...without(testImages, testLabels), [trainLabels]: '' },
      [`"${trainLabels}" is empty.`, 'There are no test files.'],
    ],
    [
      'a truncated file',
      { ...small, [trainImages]: small[trainImages].subarray(0, 100) },
      [
        `"${trainImages}" is truncated: its dimensions 30 x 3 x 4 need 360 bytes of values, and it has 84.`,
      ],
    ],
    [
      'a truncated packed file',
      { ...small, [trainImages]: gzipSync(small[trainImages]).subarray(0, 60) },
      [`"${trainImages}" is truncated: the packed (gzip) data break off.`],
    ],
    [
      'a damaged packed file',
      { ...small, [trainLabels]: Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) },
      [`"${trainLabels}" cannot be unpacked: its packed (gzip) data are damaged (Z_DATA_ERROR).`],
    ],
    [
      'a file that is not IDX',
      { ...small, [testLabels]: 'hello' },
      [`"${testLabels}" is not an IDX file: it does not begin with two zero bytes.`],
    ],
    [
      'no samples',
      {
        ...small,
        [trainImages]: idx([0, 3, 4], new Uint8Array()),
        [trainLabels]: idx([0], new Uint8Array()),
      },
      [`"${trainImages}" holds no items.`, `"${trainLabels}" holds no items.`],
    ],
    [
      'counts that differ',
      { ...small, [testLabels]: small[trainLabels] },
      ['The test split has 12 images and 30 labels.'],
    ],
    [
      'shapes that differ',
      { ...small, [testImages]: smallFiles({ shape: [4, 4] })[testImages] },
      ['The training images are 3 x 4 x 1 and the test images 4 x 4 x 1.'],
    ],
    [
      'labels that no class name reaches',
      { ...small, 'classes.txt': 'ant\nbee\n' },
      [
        `"${trainLabels}" has labels out of range (10; the first is 2, of item 2): "classes.txt" names 2 classes, 0 to 1.`,
        `"${testLabels}" has labels out of range (4; the first is 2, of item 2): "classes.txt" names 2 classes, 0 to 1.`,
      ],
    ],
    [
      'an empty file of class names',
      { ...small, 'classes.txt': '' },
      ['"classes.txt" names no classes.'],
    ],
    [
      'labels in place of images, and images in place of labels',
      { ...small, [trainImages]: small[trainLabels], [trainLabels]: small[trainImages] },
      [
        `"${trainImages}" has the shape 30; images need count x height x width, and 1 or 3 channels if a fourth dimension follows.`,
        `"${trainLabels}" has the shape 30 x 3 x 4; labels need one dimension, the count.`,
      ],
    ],
    [
      'two channels',
      { ...small, [trainImages]: idx([30, 3, 2, 2], new Uint8Array(360)) },
      [
        `"${trainImages}" has the shape 30 x 3 x 2 x 2; images need count x height x width, and 1 or 3 channels if a fourth dimension follows.`,
      ],
    ],
    [
      'several at once',
      { ...small, [trainImages]: 'hello', [trainLabels]: '', [testLabels]: small[trainLabels] },
      [
        `"${trainImages}" is not an IDX file: it does not begin with two zero bytes.`,
        `"${trainLabels}" is empty.`,
        'The test split has 12 images and 30 labels.',
      ],
    ],
  ])('%s', async (_, files, problems) => {
    expect(await refusal(files)).toMatchObject({
      code: 'dataset-invalid',
      message: expect.stringContaining(`cannot be used: ${problems.join(' ')} Nothing was`),
    });
  });

  it('a given file that is not there', async () => {
    expect(await refusal(smallFiles(), { files: { trainLabels: 'mine' } })).toMatchObject({
      code: 'dataset-invalid',
      message: expect.stringContaining('There is no file "mine".'),
    });
  });

  it('a folder in place of a file', async () => {
    const folder = folderWith(without(trainLabels));
    mkdirSync(join(folder, trainLabels));
    await expect(importAll(folder)).rejects.toMatchObject({
      code: 'dataset-invalid',
      message: expect.stringContaining(`"${trainLabels}" cannot be read (EISDIR).`),
    });
  });
});

describe('samples that are left out', () => {
  const whole = { limit: 20, validation: 6, testLimit: 4, dataSeed: 3 };
  const built = async (more: Partial<BuildRequest> = {}) => {
    const imported = await importAll(folderWith(smallFiles()), { ...whole, ...more });
    const { trainCount } = imported.record;
    return {
      ...imported,
      train: [...imported.sourceIndex.subarray(0, trainCount)],
      test: [...imported.sourceIndex.subarray(trainCount)],
    };
  };

  it('are missing from the training split, and all others stay as they were', async () => {
    const given = smallArrays().train;
    const before = await built();
    const out = [before.train[2], before.train[3], before.train[19]];
    const after = await built({ exclude: exclusionText(out) ?? '' });
    expect(after.train).toEqual(before.train.filter((index) => !out.includes(index)));
    expect(after.test).toEqual(before.test);
    expect(after.record).toMatchObject({ trainCount: 17, testCount: 4 });
    expect(after.record.source.exclude).toBe(exclusionText(out));
    expect(after.record.fingerprint).not.toBe(before.record.fingerprint);
    expect([...after.labels]).toEqual(
      [...after.train, ...after.test].map((index) => given.labels[index]),
    );
    const idAt = (ids: Uint8Array, at: number) => ids.subarray(16 * at, 16 * at + 16);
    expect(idAt(after.contentIds, 2)).toEqual(idAt(before.contentIds, 4));
  });

  it('may be of those that are not taken, which changes nothing', async () => {
    const before = await built();
    const [others] = [[...Array(30).keys()].filter((index) => !before.train.includes(index))];
    const after = await built({ exclude: exclusionText(others) ?? '' });
    expect(after.record.fingerprint).toBe(before.record.fingerprint);
  });

  it('beyond the end of the files are refused', async () => {
    await expect(built({ exclude: '3,30' })).rejects.toMatchObject({
      code: 'bad-value',
      message: expect.stringContaining('indices below 30'),
    });
  });

  it('cannot be all of them, nor all of a class', async () => {
    await expect(built({ exclude: '0-29' })).rejects.toMatchObject({ code: 'everything-excluded' });
    const ofClass = exclusionText(Array.from({ length: 10 }, (_, i) => 3 * i + 1)) ?? '';
    await expect(built({ exclude: ofClass })).rejects.toMatchObject({
      code: 'class-excluded',
      message: expect.stringContaining('the class "1"'),
    });
  });
});
