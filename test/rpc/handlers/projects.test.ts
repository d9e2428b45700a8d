import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { importDataset } from '../../../src/dataset/import.ts';
import { openProject } from '../../../src/project/project.ts';
import { createShell } from '../../../src/rpc/handlers/shell.ts';
import { startApp, type App, type AppWindow } from './app.ts';

let app: App;
let window: AppWindow;
beforeEach(async () => {
  app = await startApp();
  window = app.window();
});
afterEach(() => app.end());

describe('a window', () => {
  test('without a project is told so', async () => {
    await expect(window.call('runs.list', {})).rejects.toMatchObject({
      code: 'project-missing',
      message: expect.stringContaining('No project is open in this window'),
    });
  });

  test('makes a project, and finds it under its name', async () => {
    expect(await window.open(app.path)).toEqual({
      ...{ path: app.path, name: 'first', access: 'write', writer: null },
    });
    expect(await window.call('project.datasets', {})).toEqual([]);
  });

  test('opens nothing where nothing is, and keeps what it has open', async () => {
    await window.open(app.path);
    const path = join(app.folder, 'none.mikke');
    await expect(window.call('project.open', { path, create: false })).rejects.toMatchObject({
      code: 'project-missing',
    });
    expect(await window.call('runs.list', {})).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  test('shares a project that another one opened by another name', async () => {
    await window.open(app.path);
    const alias = join(app.folder, 'alias.mikke');
    symlinkSync(app.path, alias);
    expect(await app.window().open(alias)).toMatchObject({ access: 'write' });
  });

  test('can open and close in any order at once', async () => {
    const paths = Array.from({ length: 3 }, (_, i) => join(app.folder, `${i % 2}.mikke`));
    await Promise.all(
      paths.flatMap((path) => [window.open(path), window.call('project.close', {})]),
    );
    await window.open(paths[1]);
    expect(await window.call('runs.list', {})).toEqual([]);
  });

  test('that goes away while it opens a project leaves it closed', async () => {
    const opening = window.open(app.path).catch(() => undefined);
    window.close();
    await opening;
    const second = app.window();
    await second.open(app.path);
    await second.call('project.close', {});
    const elsewhere = await openProject(app.path, { access: 'write', who: 'a test' });
    expect(elsewhere.access).toBe('write');
    await elsewhere.close();
  });
});

describe('the sample project', () => {
  test('is copied to the data folder, and shows what hiding does', async () => {
    const info = await window.call('project.openSample', {});
    expect(info).toMatchObject({ path: join(app.dataFolder, 'sample.mikke'), access: 'write' });
    const run = (await window.call('runs.list', {})).at(-1);
    expect(run).toMatchObject({ status: 'finished' });
    expect(run?.epochs.length).toBeGreaterThanOrEqual(10);
    const id = run?.id ?? 0;
    const { timesHidden, forgetting } = await window.call('samples.aggregates', { run: id });
    expect(timesHidden.some((times) => times > 0)).toBe(true);
    expect(forgetting.some((times) => times > 0)).toBe(true);
    expect(run?.epochs.some(({ epoch, movedBack }) => epoch > 5 && movedBack > 0)).toBe(true);
    expect(readdirSync(app.dataFolder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('is never written over', async () => {
    await window.call('project.openSample', {});
    await window.call('runs.edit', { run: 1, name: 'mine' });
    const second = app.window();
    await Promise.all([window, second].map(({ call }) => call('project.openSample', {})));
    expect((await second.call('runs.list', {}))[0].name).toBe('mine');
  });
});

describe('settings', () => {
  const file = () => join(app.dataFolder, 'settings.json');
  const again = () =>
    createShell({ shell: 'serve', dataFolder: app.dataFolder, node: process.execPath });

  test('are the usual ones at first, and kept when they are changed', async () => {
    expect(await window.call('app.info', {})).toMatchObject({
      shell: 'serve',
      dataFolder: app.dataFolder,
      settings: { theme: 'system', recentProjects: [] },
    });
    await window.call('app.setTheme', { theme: 'dark' });
    const shell = await again();
    expect(shell.handlersFor('x')['app.info']({})).toMatchObject({ settings: { theme: 'dark' } });
    await shell.close();
  });

  test('know the projects that were opened, the last one first, each once', async () => {
    const [one, two] = ['one', 'two'].map((name) => join(app.folder, `${name}.mikke`));
    for (const path of [one, two, one]) await window.open(path);
    const { settings } = await window.call('app.info', {});
    expect(settings.recentProjects.map(({ path }) => path)).toEqual([one, two]);
  });

  test('of two windows that change them at once are both kept', async () => {
    const second = app.window();
    await Promise.all([window.call('app.setTheme', { theme: 'light' }), second.open(app.path)]);
    const { settings } = await window.call('app.info', {});
    expect(settings).toMatchObject({ theme: 'light', recentProjects: [{ path: app.path }] });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(settings);
  });

  test('that another shell changes meanwhile are kept', async () => {
    const other = await again();
    await window.call('app.setTheme', { theme: 'dark' });
    await other.handlersFor('x')['project.open']({ path: app.path, create: true });
    await other.close();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({
      theme: 'dark',
      recentProjects: [{ path: app.path }],
    });
  });

  test.each(['{"theme":"dark"', '{"theme":"pink","recentProjects":[]}', ''])(
    'that cannot be read are put aside with a notice: %s',
    async (text) => {
      mkdirSync(app.dataFolder, { recursive: true });
      writeFileSync(file(), text);
      const shell = await again();
      const handlers = shell.handlersFor('x');
      expect(handlers['app.info']({})).toMatchObject({ settings: { theme: 'system' } });
      const first = await handlers.events({})[Symbol.asyncIterator]().next();
      expect(first.value).toMatchObject({ type: 'notice', code: 'settings-damaged' });
      expect(readFileSync(join(app.dataFolder, 'settings.damaged.json'), 'utf8')).toBe(text);
      await shell.close();
    },
  );
});

describe('a project that another process writes', () => {
  /** Somebody else who has the project open for writing, with a run. */
  async function writer() {
    const project = await openProject(app.path, { access: 'write', create: true, who: 'a test' });
    const recipe = parseRecipe(window.recipe());
    const dataset = await project.addDataset(await importDataset(recipe));
    const schedule = fullSchedule(recipe);
    const run = await project.createRun({
      ...{ name: 'x', recipe, schedule, dataset },
      versions: {},
    });
    const flags = new Uint8Array(12);
    const record = (epoch: number) =>
      project.recordEpoch(
        run,
        {
          ...{ epoch, trainLoss: 1, trainAccuracy: 1, testLoss: 1, testAccuracy: 1 },
          ...{ scheduledHideFraction: 0, realisedHideFraction: 0, hidden: 0, movedBack: 0 },
          ...{ learningRateFactor: 1, learningRate: 1, forwardSamples: 96, backwardSamples: 96 },
          at: 0,
          forwardPixels: 75264,
          backwardPixels: 75264,
          viewHeight: 28,
          viewWidth: 28,
          magnitude: null,
          batchSize: 64,
          seconds: { score: 0, train: 1, refresh: 0, evaluate: 0, plan: 0, record: 0 },
        },
        {
          ...{ loss: new Float32Array(96), confidence: new Float32Array(96) },
          ...{ predicted: new Uint8Array(96), correct: flags, hidden: flags, movedBack: flags },
        },
      );
    return { project, run, record };
  }

  test('opens for reading, and what would change it is refused', async () => {
    const { project, run } = await writer();
    const info = await window.open(app.path);
    expect(info).toMatchObject({ access: 'read', writer: expect.stringContaining('a test') });
    const changes = [
      window.call('runs.edit', { run, name: 'mine' }),
      window.call('runs.resume', { run }),
      window.call('runs.stop', { run }),
      window.start(),
    ];
    for (const outcome of await Promise.allSettled(changes)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'project-in-use' } });
    }
    await project.close();
  });

  test('tells its new epochs', async () => {
    const { project, run, record } = await writer();
    await record(0);
    await window.open(app.path);
    const [{ epochs }] = await window.call('runs.list', {});
    expect(epochs).toHaveLength(1);
    await record(1);
    const told = await window.event(({ type }) => type === 'epoch');
    expect(told).toMatchObject({ run, record: { epoch: 1 } });
    await project.updateRun(run, { status: 'stopped' });
    await window.run(run, ({ status }) => status === 'stopped');
    await project.close();
  });

  test('can be written when that process is done, and the window hears of it', async () => {
    const { project, run } = await writer();
    await window.open(app.path);
    await project.close();
    const told = await window.event(({ type }) => type === 'project');
    expect(told).toMatchObject({ project: { access: 'write', writer: null } });
    // Whoever trained it has gone without a word.
    await window.run(run, ({ status }) => status === 'interrupted');
    await window.call('runs.edit', { run, name: 'mine' });
  });
});

test('the doctor says which engine would be taken', async () => {
  const report = await window.call('app.doctor', {});
  expect(report.dataFolder).toBe(app.dataFolder);
  expect(report.engines.map(({ name }) => name)).toContain(report.chosen.name);
});

test('the quick start opens a project of its own and trains in it', async () => {
  const [{ run }, told] = await Promise.all([
    window.call('runs.quickStart', {}),
    window.event(({ type }) => type === 'project'),
  ]);
  expect(told).toMatchObject({ project: { path: join(app.dataFolder, 'quick-start.mikke') } });
  await window.run(run, ({ name, status }) => name === 'quick start' && status === 'running');
  await window.call('runs.stop', { run });
});
