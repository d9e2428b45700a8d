import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseStudy } from '../../../src/core/study/study.ts';
import { openProject } from '../../../src/project/project.ts';
import { studyFile } from '../../core/study/studies.ts';
import { syntheticDataset, syntheticRun } from '../../project/support/synthetic.ts';
import { startApp, type App } from './app.ts';

let app: App;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.end());

const study = parseStudy(studyFile(), 'study.json');

/** The project as the command line writes it. */
async function begun() {
  const project = await openProject(app.path, { access: 'write', create: true, who: 'a test' });
  const dataset = await project.addDataset(syntheticDataset(10));
  const id = await project.saveStudy(study);
  const add = (arm: string) =>
    project.createRun({ ...syntheticRun(dataset), study: { study: id, arm, seed: 1 } });
  return { project, add };
}

test('studies are listed with the runs that they have', async () => {
  const { project, add } = await begun();
  await add('baseline');
  await project.close();
  const window = app.window();
  await window.open(app.path);
  expect(await window.call('studies.list', {})).toEqual([
    {
      ...{ id: 1, study, createdAt: expect.any(String) },
      runs: [{ arm: 'baseline', seed: 1, run: 1 }],
    },
  ]);
});

test('a window hears when another process goes on with a study', async () => {
  const { project, add } = await begun();
  await add('baseline');
  const window = app.window();
  expect(await window.open(app.path)).toMatchObject({ access: 'read' });
  // What it was told while it opened.
  const known = await window.call('studies.list', {});
  expect(known[0].runs).toHaveLength(1);
  await add('kakurenbo');
  await window.run(2, () => true);
  expect((await window.call('studies.list', {}))[0].runs).toHaveLength(2);
  await project.close();
});

test('a window without a project has no studies to list', async () => {
  await expect(app.window().call('studies.list', {})).rejects.toMatchObject({
    code: 'project-missing',
  });
});
