import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { parseStudy } from '../../src/core/study/study.ts';
import { studyFile } from '../core/study/studies.ts';
import { opened, projectPath } from './support/folder.ts';
import { syntheticDataset, syntheticRun } from './support/synthetic.ts';

const study = parseStudy(studyFile(), 'study.json');
const place = (seed: number, arm = 'baseline') => ({ study: 1, arm, seed });

test('a study comes back as it was saved, with the runs that it has', async () => {
  const project = await opened(projectPath());
  const dataset = await project.addDataset(syntheticDataset(10));
  const id = await project.saveStudy(study);
  const run = await project.createRun({ ...syntheticRun(dataset), study: place(2) });
  expect(await project.studies()).toEqual([
    {
      ...{ id, study, runs: [{ arm: 'baseline', seed: 2, run }] },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  ]);
});

test('the largest seed that a recipe may have comes back whole', async () => {
  const project = await opened(projectPath());
  const dataset = await project.addDataset(syntheticDataset(10));
  const seed = Number.MAX_SAFE_INTEGER;
  await project.saveStudy({ ...study, seeds: [seed] });
  const run = await project.createRun({ ...syntheticRun(dataset), study: place(seed) });
  expect((await project.studies())[0].runs).toEqual([{ arm: 'baseline', seed, run }]);
});

test('a study that is saved again is changed and keeps its runs', async () => {
  const project = await opened(projectPath());
  const dataset = await project.addDataset(syntheticDataset(10));
  const id = await project.saveStudy(study);
  await project.createRun({ ...syntheticRun(dataset), study: place(1) });
  expect(await project.saveStudy({ ...study, seeds: [1, 2, 3] })).toBe(id);
  const [saved, ...others] = await project.studies();
  expect(others).toEqual([]);
  expect(saved.study.seeds).toEqual([1, 2, 3]);
  expect(saved.runs).toHaveLength(1);
});

test('a second run of a place is refused, and leaves no run behind', async () => {
  const project = await opened(projectPath());
  const dataset = await project.addDataset(syntheticDataset(10));
  await project.saveStudy(study);
  const run = { ...syntheticRun(dataset), study: place(1) };
  await project.createRun(run);
  await expect(project.createRun(run)).rejects.toThrow('UNIQUE');
  expect(await project.runs()).toHaveLength(1);
});

test('a study that cannot be read is damage that says which it is', async () => {
  const path = projectPath();
  const project = await opened(path);
  await project.saveStudy(study);
  await project.close();
  const database = new Database(path);
  database.exec(`UPDATE studies SET study = '{"version":1}'`);
  database.close();
  const again = await opened(path);
  await expect(again.studies()).rejects.toMatchObject({
    code: 'project-damaged',
    message: expect.stringContaining('study 1 cannot be read'),
  });
});
