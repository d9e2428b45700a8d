import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rangesOf } from '../../src/core/record/exclusion.ts';
import { bySample } from '../../src/core/query/query.ts';
import { importDataset } from '../../src/dataset/import.ts';
import { versionWithoutExcluded } from '../../src/jobs/exclude.ts';
import { makeThumbnails } from '../../src/jobs/thumbnails.ts';
import type { Project } from '../../src/project/project.ts';
import { opened, projectPath, testFolder } from '../project/support/folder.ts';
import { shapes, writeShapes } from '../support/idx-folder.ts';

const TRAIN = 60;
const BY = 'a test';

const tag = (project: Project, dataset: number, samples: number[], name = 'exclude') => {
  const ranges = samples.map((sample): [number, number] => [sample, sample]);
  const filter = { field: 'samples' as const, ranges };
  const query = { dataset, moment: null, filter, sort: bySample };
  return project.tagSamples({ query, ranges: null }, name, true, BY);
};

async function imported(folder: string, limit: number | null = 50) {
  const project = await opened(projectPath());
  const dataset = await project.addDataset(
    await importDataset({ dataset: folder, limit, testLimit: null, dataSeed: 4 }),
  );
  return { project, dataset };
}

describe('a version without the excluded samples', () => {
  test('has all others with their tags and notes, and can be made of a version again', async () => {
    const folder = testFolder();
    writeShapes(folder, TRAIN, 12);
    const { project, dataset } = await imported(folder);
    const index = await project.sourceIndex(dataset);
    const ids = await project.contentIds(dataset);
    // A test sample stays, whatever is said of it.
    await tag(project, dataset, [3, 4, 40, 55]);
    await tag(project, dataset, [2, 3, 41, 51], 'blurry');
    await project.noteSample(dataset, 5, 'odd', BY);

    const progress: number[] = [];
    const made = await versionWithoutExcluded(project, dataset, (done) => progress.push(done));
    expect(made).toEqual({ dataset: 2, leftOut: 3, trainCount: 47 });
    expect(progress.at(-1)).toBe(59);
    const { source, testCount } = await project.dataset(2);
    expect(testCount).toBe(12);
    const left = rangesOf(source.exclude ?? '').flat();
    expect([3, 4, 40].every((sample) => left.includes(index[sample]))).toBe(true);
    expect(await project.tagList(2)).toMatchObject({
      tags: [
        { name: 'blurry', count: 3 },
        { name: 'exclude', count: 1 },
      ],
      undo: null,
    });
    expect([...(await project.taggedSamples(2, 'blurry'))]).toEqual([2, 38, 48]);
    expect(await project.sampleLabels(2, 3)).toEqual({ tags: [], note: 'odd' });
    const newIds = await project.contentIds(2);
    expect(newIds.subarray(38 * 16, 39 * 16)).toEqual(ids.subarray(41 * 16, 42 * 16));

    await tag(project, 2, [0]);
    const again = await versionWithoutExcluded(project, 2, () => undefined);
    expect(again).toMatchObject({ dataset: 3, leftOut: 1, trainCount: 46 });
  });

  test('is the same version where it is made twice, and keeps what was said of it since', async () => {
    const folder = testFolder();
    writeShapes(folder, TRAIN, 12);
    const { project, dataset } = await imported(folder);
    await tag(project, dataset, [7]);
    const { dataset: version } = await versionWithoutExcluded(project, dataset, () => undefined);
    await tag(project, version, [1], 'blurry');
    const again = await versionWithoutExcluded(project, dataset, () => undefined);
    expect(again.dataset).toBe(version);
    expect([...(await project.taggedSamples(version, 'blurry'))]).toEqual([1]);
  });

  test('has the thumbnails that were made already', async () => {
    const folder = testFolder();
    writeShapes(folder, TRAIN, 12);
    const { project, dataset } = await imported(folder);
    await makeThumbnails(project, dataset, () => Promise.resolve(), new AbortController().signal);
    await tag(project, dataset, [7]);
    const { dataset: version } = await versionWithoutExcluded(project, dataset, () => undefined);
    expect(await project.thumbnails(version)).toEqual({ done: 61, total: 61, broken: 0 });
    const before = await project.mosaics(dataset, Uint32Array.of(6, 8, 61));
    expect(await project.mosaics(version, Uint32Array.of(6, 7, 60))).toEqual(before);
  });

  test('needs a training sample that is excluded', async () => {
    const folder = testFolder();
    writeShapes(folder, TRAIN, 12);
    const { project, dataset } = await imported(folder);
    await tag(project, dataset, [55]);
    const making = versionWithoutExcluded(project, dataset, () => undefined);
    await expect(making).rejects.toMatchObject({ code: 'nothing-excluded' });
  });

  test('is not made of files that changed since, where a number may mean another picture', async () => {
    const folder = testFolder();
    writeShapes(folder, TRAIN, 12);
    const { project, dataset } = await imported(folder);
    await tag(project, dataset, [7]);
    const { images } = shapes(TRAIN, 1);
    images.fill(9, 16, 116);
    images.fill(9, images.length - 2000);
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), images);
    const making = versionWithoutExcluded(project, dataset, () => undefined);
    await expect(making).rejects.toMatchObject({ code: 'dataset-changed' });
    expect(await project.datasets()).toHaveLength(1);
  });

  test('is not made of files whose labels changed since', async () => {
    const folder = testFolder();
    writeShapes(folder, TRAIN, 12);
    const { project, dataset } = await imported(folder, null);
    await tag(project, dataset, [7]);
    const { labels } = shapes(TRAIN, 1);
    const last = labels.length - TRAIN + (await project.sourceIndex(dataset))[9];
    labels[last] = (labels[last] + 1) % 3;
    writeFileSync(join(folder, 'train-labels-idx1-ubyte'), labels);
    const making = versionWithoutExcluded(project, dataset, () => undefined);
    await expect(making).rejects.toMatchObject({
      code: 'labels-changed',
      message: expect.stringContaining('1 sample '),
    });
    expect(await project.datasets()).toHaveLength(1);
  });
});
