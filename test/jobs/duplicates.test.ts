import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { duplicateScores } from '../../src/core/duplicates/scores.ts';
import { importDataset } from '../../src/dataset/import.ts';
import { findDuplicates } from '../../src/jobs/duplicates/find.ts';
import { makeThumbnails } from '../../src/jobs/thumbnails.ts';
import { opened, projectPath, testFolder } from '../project/support/folder.ts';
import { shapes, writeShapes } from '../support/idx-folder.ts';

const TRAIN = 60;
const PIXELS = 100;
const HEADER = 16;

/** Training sample 7 is sample 3 and one grey level lighter in part, test sample 2 is training sample 20. */
async function withDuplicates() {
  const folder = testFolder();
  writeShapes(folder, TRAIN, 12);
  const [train, test] = [shapes(TRAIN, 1).images, shapes(12, 2).images];
  const at = (sample: number) => HEADER + sample * PIXELS;
  train.copy(train, at(7), at(3), at(4));
  for (let i = 0; i < 5; i++) train[at(7) + 11 * i] ^= 1;
  train.copy(test, at(2), at(20), at(21));
  writeFileSync(join(folder, 'train-images-idx3-ubyte'), train);
  writeFileSync(join(folder, 't10k-images-idx3-ubyte'), test);
  const project = await opened(projectPath());
  const dataset = await project.addDataset(
    await importDataset({ dataset: folder, limit: null, testLimit: null, dataSeed: 0 }),
  );
  return { project, dataset };
}

test('near-duplicates are found within and across the splits, and kept as scores that say how', async () => {
  const { project, dataset } = await withDuplicates();
  await expect(findDuplicates(project, dataset)).rejects.toMatchObject({
    code: 'thumbnails-waiting',
  });
  await makeThumbnails(project, dataset, () => Promise.resolve(), new AbortController().signal);
  const progress: number[] = [];
  const found = await findDuplicates(project, dataset, 3, (done) => progress.push(done));
  expect(found).toEqual({ groups: 2, samples: 4, across: 1 });
  expect(progress).toEqual([0, TRAIN + 12]);
  const distance = await project.score(dataset, duplicateScores.distance);
  const group = await project.score(dataset, duplicateScores.group);
  const members = [3, 7, 20, TRAIN + 2];
  expect(members.map((sample) => group?.[sample])).toEqual([1, 1, 2, 2]);
  expect(distance?.[20]).toBe(0);
  expect(distance?.[3]).toBeLessThanOrEqual(3);
  expect(distance?.filter((bits) => !Number.isNaN(bits))).toHaveLength(4);
  const [{ description }] = await project.scores(dataset);
  expect(description).toContain('pHash of 64 bits of the thumbnails, at most 3 of which differ');
});

test('a search whose thread ends before it is asked fails with a sentence', async () => {
  const { project, dataset } = await withDuplicates();
  await makeThumbnails(project, dataset, () => Promise.resolve(), new AbortController().signal);
  // The thread takes whole numbers of bits only.
  const finding = findDuplicates(project, dataset, 2.5);
  await expect(finding).rejects.toMatchObject({ code: 'unexpected' });
});
