import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { importDataset } from '../../../src/dataset/import.ts';
import { createFullImages } from '../../../src/rpc/handlers/full-images.ts';
import type { SharedProject } from '../../../src/rpc/handlers/open-projects.ts';
import { opened, projectPath, testFolder } from '../../project/support/folder.ts';
import { shapes, writeShapes } from '../../support/idx-folder.ts';

const HEADER_BYTES = 16;
const PIXELS = 100;

/** A project of other images for each seed, and all of them say that they are at one path. */
async function shared(seed: number): Promise<{ project: SharedProject; folder: string }> {
  const folder = testFolder();
  writeShapes(folder, 30, 12);
  writeFileSync(join(folder, 'train-images-idx3-ubyte'), shapes(30, seed).images);
  const project = await opened(projectPath());
  await project.addDataset(
    await importDataset({ dataset: folder, limit: null, testLimit: null, dataSeed: 0 }),
  );
  const at = { path: '/data/here.mikke', project: () => project };
  return { project: at as SharedProject, folder };
}

function reader() {
  const images = createFullImages();
  onTestFinished(() => images.close());
  return images;
}
const imageOf = (seed: number, sample: number) => {
  const start = HEADER_BYTES + sample * PIXELS;
  return [...shapes(30, seed).images.subarray(start, start + PIXELS)];
};

test('a project that takes the place of another one shows its own images', async () => {
  const images = reader();
  for (const seed of [1, 5]) {
    const { project } = await shared(seed);
    const { pixels } = await images.image(project, 1, 3);
    expect([...pixels]).toEqual(imageOf(seed, 3));
  }
});

test('images are there again once their files are', async () => {
  const images = reader();
  const { project, folder } = await shared(1);
  renameSync(folder, `${folder}-away`);
  await expect(images.image(project, 1, 3)).rejects.toMatchObject({ code: 'dataset-moved' });
  renameSync(`${folder}-away`, folder);
  expect([...(await images.image(project, 1, 3)).pixels]).toEqual(imageOf(1, 3));
});
