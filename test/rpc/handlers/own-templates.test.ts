/** A person's templates, as windows list, save and remove them. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { saveTemplate } from '../../../src/core/template/own.ts';
import { createShell } from '../../../src/rpc/handlers/shell.ts';
import { startApp, type App, type AppWindow } from './app.ts';

let app: App;
let window: AppWindow;
beforeEach(async () => {
  app = await startApp();
  window = app.window();
});
afterEach(() => app.end());

const file = () => join(app.dataFolder, 'templates.json');
const made = (name: string, day = 1, hide = 0.3) =>
  saveTemplate({ ...defaultRecipe(), hide }, name, `2026-11-0${day}T08:00:00.000Z`);
const save = (name: string, day = 1, replace = false, hide = 0.3) =>
  window.call('templates.save', { template: made(name, day, hide), replace });
const list = (of = window) => of.call('templates.list', {});
const names = async (of = window) => (await list(of)).map(({ name }) => name);
const write = (text: string) => {
  mkdirSync(app.dataFolder, { recursive: true });
  writeFileSync(file(), text);
};

test('there are none at first', async () => {
  expect(await list()).toEqual([]);
});

test('a template is kept as it was saved, without a project, for the next shell', async () => {
  await save('steps');
  expect(await list()).toEqual([made('steps')]);
  const { dataFolder } = app;
  const shell = await createShell({ shell: 'electron', dataFolder, node: process.execPath });
  expect(await shell.handlersFor('x')['templates.list']({})).toEqual([made('steps')]);
  await shell.close();
});

test('the newest comes first, in whichever order they were saved', async () => {
  await save('second', 2);
  await save('third', 3);
  await save('first', 1);
  expect(await names()).toEqual(['third', 'second', 'first']);
});

describe('a name that is taken', () => {
  test('is refused, and the template of that name stays', async () => {
    await save('steps');
    await expect(save('steps', 2, false, 0.5)).rejects.toMatchObject({ code: 'template-exists' });
    expect(await list()).toEqual([made('steps')]);
  });

  test('is saved over where that is asked for', async () => {
    await save('steps');
    await save('steps', 2, true, 0.5);
    expect(await list()).toEqual([made('steps', 2, 0.5)]);
  });

  test('by a published template is refused', async () => {
    await expect(save('infobatch')).rejects.toMatchObject({ code: 'bad-value' });
    expect(await list()).toEqual([]);
  });
});

test('a removed template is gone, and can be saved again as it was', async () => {
  await save('one', 1);
  await save('two', 2);
  await window.call('templates.remove', { name: 'one' });
  expect(await names()).toEqual(['two']);
  await save('one', 1);
  expect(await list()).toEqual([made('two', 2), made('one', 1)]);
});

test('what is not there can be removed', async () => {
  await save('one');
  await window.call('templates.remove', { name: 'two' });
  expect(await names()).toEqual(['one']);
});

test('two windows hear of each other’s changes, and both changes are kept', async () => {
  const other = app.window();
  await Promise.all([
    save('one', 1),
    other.call('templates.save', { template: made('two', 2), replace: false }),
  ]);
  await Promise.all([window, other].map((each) => each.event(({ type }) => type === 'templates')));
  expect(await names()).toEqual(['two', 'one']);
  expect(await names(other)).toEqual(['two', 'one']);
});

test('what another shell saved meanwhile is kept', async () => {
  const { dataFolder } = app;
  await save('one', 1);
  const shell = await createShell({ shell: 'electron', dataFolder, node: process.execPath });
  await shell.handlersFor('x')['templates.save']({ template: made('two', 2), replace: false });
  await shell.close();
  await save('three', 3);
  expect(await names()).toEqual(['three', 'two', 'one']);
});

describe('a file that cannot be read', () => {
  test.each(['{"version":1', '', '{"version":1,"templates":[{"name":"a"}]}'])(
    'is put aside and said to be once: %s',
    async (text) => {
      write(text);
      await expect(list()).rejects.toMatchObject({ code: 'templates-damaged' });
      expect(await list()).toEqual([]);
      expect(readFileSync(join(app.dataFolder, 'templates.damaged.json'), 'utf8')).toBe(text);
    },
  );

  test('names the place', async () => {
    write(JSON.stringify({ version: 1, templates: [{ ...made('a'), epochs: 0 }] }));
    await expect(list()).rejects.toThrow('at templates.0.epochs: must be a whole number');
  });

  test('is not written over by a save', async () => {
    write('{');
    await expect(save('steps')).rejects.toMatchObject({ code: 'templates-damaged' });
    await save('steps');
    expect(await names()).toEqual(['steps']);
    expect(readFileSync(join(app.dataFolder, 'templates.damaged.json'), 'utf8')).toBe('{');
  });

  test('does not take the place of one that was put aside before', async () => {
    for (const text of ['{', '[', '']) {
      write(text);
      await expect(list()).rejects.toMatchObject({ code: 'templates-damaged' });
    }
    const kept = ['templates.damaged.json', 'templates.damaged-2.json', 'templates.damaged-3.json'];
    expect(readdirSync(app.dataFolder).sort()).toEqual(kept.toSorted());
    expect(kept.map((name) => readFileSync(join(app.dataFolder, name), 'utf8'))).toEqual([
      '{',
      '[',
      '',
    ]);
  });
});

test('a file of a newer Mikke is left as it is', async () => {
  const text = '{"version":2,"templates":{}}';
  write(text);
  for (const ask of [() => list(), () => save('x')]) {
    await expect(ask()).rejects.toMatchObject({ code: 'templates-newer' });
  }
  expect(readFileSync(file(), 'utf8')).toBe(text);
});

test('a file that cannot be written is said to be', async () => {
  // The folder is a link to one that is not there.
  symlinkSync(join(app.dataFolder, '..', 'gone'), app.dataFolder, 'junction');
  await expect(save('steps')).rejects.toMatchObject({ code: 'file-not-writable' });
  expect(await list()).toEqual([]);
});
