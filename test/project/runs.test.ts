import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { defaultRecipe, fullSchedule } from '../../src/core/recipe/recipe.ts';
import { opened, projectPath } from './support/folder.ts';
import {
  addRun,
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from './support/synthetic.ts';

test('a run comes back as it was made, running', async () => {
  const project = await opened(projectPath());
  const dataset = await project.addDataset(syntheticDataset(10));
  const recipe = {
    ...defaultRecipe(),
    policy: 'random' as const,
    match: { run: 1, hidden: [0, 3] },
  };
  const given = { ...syntheticRun(dataset), recipe, schedule: fullSchedule(recipe) };
  const id = await project.createRun(given);
  expect(await project.run(id)).toEqual({
    ...given,
    id,
    revisions: [],
    plannedEpochs: 10,
    notes: '',
    status: 'running',
    engine: null,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    finishedAt: null,
    error: null,
  });
});

test('what a run recorded is read without its recipe, which may be long', async () => {
  const path = projectPath();
  const project = await opened(path);
  const id = await addRun(project, 10);
  await project.recordEpoch(id, syntheticRecord(0), syntheticColumns(10, 0));
  const database = new Database(path);
  database.exec(`UPDATE runs SET recipe = 'no recipe'`);
  database.close();
  expect((await project.columns(id, 0)).loss).toHaveLength(10);
  await expect(project.run(id)).rejects.toMatchObject({ code: 'project-damaged' });
});

test('runs count from 1 and are listed oldest first', async () => {
  const project = await opened(projectPath());
  for (let i = 0; i < 3; i++) await addRun(project, 10);
  expect((await project.runs()).map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('what is changed of a run is kept, and the rest stays', async () => {
  const project = await opened(projectPath());
  const id = await addRun(project, 10);
  const before = await project.run(id);
  const changes = {
    engine: { name: 'wasm', reason: 'It is there.' },
    error: { code: 'unexpected', message: 'Something.' },
    name: 'second',
    notes: 'a note',
  };
  await project.updateRun(id, changes);
  expect(await project.run(id)).toEqual({ ...before, ...changes });
  await project.updateRun(id, { error: null });
  expect(await project.run(id)).toEqual({ ...before, ...changes, error: null });
});

test('a run has finished when it does not run, and has not when it goes on', async () => {
  const project = await opened(projectPath());
  const id = await addRun(project, 10);
  await project.updateRun(id, { status: 'stopped' });
  expect(await project.run(id)).toMatchObject({
    status: 'stopped',
    finishedAt: expect.stringMatching(/Z$/),
  });
  await project.updateRun(id, { status: 'running' });
  expect(await project.run(id)).toMatchObject({ status: 'running', finishedAt: null });
});

test.each([
  [0, 'It has no runs.'],
  [1, 'It has run 1.'],
  [4, 'It has runs 1 to 4.'],
])(
  'with %i runs, a run that is not there is answered with those that are',
  async (count, known) => {
    const project = await opened(projectPath());
    for (let i = 0; i < count; i++) await addRun(project, 10);
    const missing = expect.objectContaining({
      code: 'run-missing',
      message: expect.stringContaining(known),
    });
    await expect(project.run(9)).rejects.toEqual(missing);
    await expect(project.epochs(9)).rejects.toEqual(missing);
    await expect(project.updateRun(9, { name: 'x' })).rejects.toEqual(missing);
    await expect(project.removeEpochsAfter(9, -1)).rejects.toEqual(missing);
    await expect(project.weights(9)).rejects.toEqual(missing);
  },
);

test('a run that is left running is interrupted once the project is opened for writing again', async () => {
  const path = projectPath();
  const first = await opened(path);
  await addRun(first, 10);
  await addRun(first, 10);
  await first.updateRun(2, { status: 'stopped' });
  await first.close();
  const second = await opened(path);
  expect((await second.runs()).map(({ status }) => status)).toEqual(['interrupted', 'stopped']);
});

test('a reader believes a running run only while somebody writes', async () => {
  const path = projectPath();
  const writer = await opened(path);
  const id = await addRun(writer, 10);
  const reader = await opened(path, { access: 'read' });
  expect(await reader.run(id)).toMatchObject({ status: 'running' });
  await writer.close();
  expect(await reader.run(id)).toMatchObject({ status: 'interrupted' });
  expect(await reader.runs()).toMatchObject([{ status: 'interrupted' }]);
});
