import { afterEach, beforeEach, expect, test } from 'vitest';
import { bySample, everything } from '../../../src/core/query/query.ts';
import { openProject } from '../../../src/project/project.ts';
import { syntheticDataset } from '../../project/support/synthetic.ts';
import { startApp, type App } from './app.ts';

let app: App;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.end());

const selection = {
  query: { dataset: 1, moment: null, filter: everything, sort: bySample },
  ranges: [[2, 4]] as [number, number][],
};

/** The project as another process writes it. */
async function written() {
  const project = await openProject(app.path, { access: 'write', create: true, who: 'a test' });
  await project.addDataset(syntheticDataset(10));
  return project;
}

test('what one window says of samples is heard by the others, and undone by any', async () => {
  await (await written()).close();
  const [one, other] = [app.window(), app.window()];
  await one.open(app.path);
  await other.open(app.path);
  const change = { selection, tag: ' blurry ', set: true };
  expect(await one.call('samples.tag', change)).toEqual({ changed: 3 });
  expect(await other.event(({ type }) => type === 'samples')).toEqual({
    ...{ type: 'samples', dataset: 1 },
  });
  await one.call('samples.note', { dataset: 1, sample: 3, text: 'odd ' });
  expect(await other.call('samples.labels', { dataset: 1, sample: 3 })).toEqual({
    ...{ tags: ['blurry'], note: 'odd' },
  });
  expect(await other.call('samples.tagged', { selection })).toEqual({
    ...{ count: 3, tags: [{ name: 'blurry', count: 3 }] },
  });
  expect(await other.call('samples.undo', { dataset: 1 })).toMatchObject({ edit: { sample: 3 } });
  expect(await one.call('tags.list', { dataset: 1 })).toMatchObject({
    tags: [{ name: 'blurry', count: 3 }],
    undo: { tag: 'blurry', set: true, count: 3 },
    redo: { kind: 'note', before: '', after: 'odd' },
  });
  await one.call('samples.redo', { dataset: 1 });
  expect(await one.call('samples.redo', { dataset: 1 })).toEqual({ edit: null });
});

test('a window hears what another process says of samples, and may say nothing meanwhile', async () => {
  const project = await written();
  const window = app.window();
  expect(await window.open(app.path)).toMatchObject({ access: 'read' });
  const saying = window.call('samples.tag', { selection, tag: 'blurry', set: true });
  await expect(saying).rejects.toMatchObject({ code: 'project-in-use' });
  await project.tagSamples(selection, 'blurry', true, 'a test');
  await window.event(({ type }) => type === 'samples');
  expect(await window.call('tags.list', { dataset: 1 })).toMatchObject({
    tags: [{ name: 'blurry', count: 3 }],
  });
  await project.close();
});
