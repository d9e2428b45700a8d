import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { SavedView } from '../../src/core/query/saved-view.ts';
import { opened, projectPath } from './support/folder.ts';

const view = (name: string, min = 3): SavedView => ({
  name,
  filter: { all: [{ not: { field: 'timesHidden', min, max: null } }] },
  sort: { by: 'margin', descending: false },
});
const namesOf = (views: SavedView[]) => views.map(({ name }) => name);

test('a view comes back as it was saved, also after the project was closed', async () => {
  const path = projectPath();
  const project = await opened(path);
  await project.saveView(view('a'), null);
  await project.close();
  const again = await opened(path);
  expect(await again.views()).toEqual([view('a')]);
});

test('a view under the name of another is refused, and that one stays', async () => {
  const project = await opened(projectPath());
  await project.saveView(view('a'), null);
  await expect(project.saveView(view('a', 4), null)).rejects.toMatchObject({ code: 'view-exists' });
  expect(await project.views()).toEqual([view('a')]);
});

test('a view that is replaced or renamed keeps its place', async () => {
  const project = await opened(projectPath());
  await project.saveView(view('b'), null);
  // The order is that of the moments.
  await new Promise((resolve) => setTimeout(resolve, 2));
  await project.saveView(view('a'), null);
  await project.saveView(view('b', 4), 'b');
  expect(await project.views()).toEqual([view('b', 4), view('a')]);
  await project.saveView(view('c'), 'b');
  expect(namesOf(await project.views())).toEqual(['c', 'a']);
});

test('a view is not renamed to a name that another has', async () => {
  const project = await opened(projectPath());
  await project.saveView(view('a'), null);
  await project.saveView(view('b'), null);
  await expect(project.saveView(view('b'), 'a')).rejects.toMatchObject({ code: 'view-exists' });
  expect(namesOf(await project.views()).toSorted()).toEqual(['a', 'b']);
});

test('a view that was removed is gone, and may be removed again', async () => {
  const project = await opened(projectPath());
  await project.saveView(view('a'), null);
  await project.removeView('a');
  await project.removeView('a');
  expect(await project.views()).toEqual([]);
});

test('a reader sees the views and saves none', async () => {
  const path = projectPath();
  const writer = await opened(path);
  await writer.saveView(view('a'), null);
  const reader = await opened(path, { access: 'read' });
  expect(await reader.views()).toEqual([view('a')]);
  await expect(reader.saveView(view('b'), null)).rejects.toMatchObject({ code: 'project-in-use' });
});

test('a view that cannot be read is damage that says which it is', async () => {
  const path = projectPath();
  const project = await opened(path);
  await project.saveView(view('a'), null);
  await project.close();
  const database = new Database(path);
  database.exec(`UPDATE views SET view = '{"filter":3}'`);
  database.close();
  const again = await opened(path);
  await expect(again.views()).rejects.toMatchObject({
    code: 'project-damaged',
    message: expect.stringContaining('the view "a" cannot be read'),
  });
});
