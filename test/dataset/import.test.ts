import { basename, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { buildDataset } from '../../src/dataset/build.ts';
import { importDataset } from '../../src/dataset/import.ts';
import { smallFiles } from './small.ts';
import { folderWith } from './temp-folder.ts';

const all = { limit: null, testLimit: null, dataSeed: 0 };

it('an import on its own thread gives what an import on this thread gives', async () => {
  const folder = folderWith(smallFiles());
  const name = basename(folder);
  const here = buildDataset({ name, folder, files: {}, ...all }, () => {});
  expect(await importDataset({ dataset: folder, ...all })).toEqual(structuredClone(here));
});

it('a folder is kept by its absolute path and named by its last part', async () => {
  const folder = folderWith(smallFiles());
  const dataset = `${relative(process.cwd(), folder)}/`;
  const { record } = await importDataset({ dataset, ...all, files: null });
  expect(record.source.folder).toBe(folder);
  expect(record.name).toBe(basename(folder));
});

it('an import tells of its progress up to the last sample', async () => {
  const seen: number[][] = [];
  const dataset = folderWith(smallFiles({ train: 1100 }));
  await importDataset({ dataset, ...all }, (done, total) => seen.push([done, total]));
  expect(seen).toEqual([
    [0, 1112],
    [1024, 1112],
    [1112, 1112],
  ]);
});

it('an error of the importing thread arrives with its code and sentence', async () => {
  const missing = join(folderWith({}), 'nowhere');
  await expect(importDataset({ dataset: missing, ...all })).rejects.toMatchObject({
    name: 'MikkeError',
    code: 'dataset-missing',
    message: expect.stringContaining(missing),
  });
});

it('an error of the listener ends the import', async () => {
  const listening = importDataset({ dataset: folderWith(smallFiles()), ...all }, () => {
    throw new Error('no more');
  });
  await expect(listening).rejects.toThrow('no more');
});
