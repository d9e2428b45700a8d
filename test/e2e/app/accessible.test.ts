/** axe finds nothing in any view and state, light and dark. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { writeShapes } from '../../support/idx-folder.ts';
import { makeStudyProject } from '../../support/study-project.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));

type State = {
  name: string;
  /** The address after the #, of one of the projects. */
  view: string;
  project?: 'sample' | 'study' | 'empty' | 'nowhere';
  query?: Record<string, string>;
  /** From the view to the state. */
  act?: (page: Page) => Promise<void>;
  /** Text that stands there as soon as it is complete. */
  shows: string | RegExp;
};
const key = (name: string) => (page: Page) => page.keyboard.press(name);
const press = (name: string) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).click();
const compareStudies = (page: Page) => page.getByText('Studies', { exact: true }).click();
const hiding = { run: '2', epoch: '6' };
const mistype = async (page: Page) => {
  await page.getByText('Text', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Schedule as JSON' }).fill('{"version": 2}');
};
const changeFilter = async (page: Page) => {
  await page.getByRole('button', { name: /^hidden:/ }).click();
  await page.getByRole('button', { name: 'Negate hidden' }).click();
  await press('not hidden')(page);
};
const chooseAll = async (page: Page) => {
  await page.getByRole('slider', { name: 'hide fraction at epoch 0' }).focus();
  await page.keyboard.press('Control+a');
};

const states: readonly State[] = [
  { name: 'Welcome', view: 'runs', shows: 'Recent projects' },
  {
    name: 'Welcome, asked for a new project',
    view: 'runs',
    act: press('New project'),
    shows: 'Where the new project is kept',
  },
  { name: 'an error notice', view: 'runs', project: 'nowhere', shows: /nowhere\.mikke/ },
  {
    name: 'Runs of an empty project',
    view: 'runs',
    project: 'empty',
    shows: 'A run trains a model',
  },
  { name: 'Schedule of an empty project', view: 'schedule', project: 'empty', shows: 'Forecast' },
  {
    name: 'Gallery of an empty project',
    view: 'gallery',
    project: 'empty',
    shows: 'Start a run to fill it',
  },
  { name: 'Compare of an empty project', view: 'compare', project: 'empty', shows: /runs/ },
  { name: 'Data of an empty project', view: 'data', project: 'empty', shows: /data/ },
  { name: 'Runs', view: 'runs', project: 'sample', query: hiding, shows: 'Time by part' },
  {
    name: 'a run that was replayed',
    view: 'runs',
    project: 'sample',
    query: hiding,
    act: press('Replay'),
    shows: 'are hidden by both',
  },
  {
    name: 'the form of a new run',
    view: 'runs',
    project: 'sample',
    act: press('New run'),
    shows: 'The same recipe as',
  },
  {
    name: 'the gallery of templates',
    view: 'runs',
    project: 'sample',
    async act(page) {
      await press('New run')(page);
      await press('From a template')(page);
    },
    shows: 'What Mikke lacks for it',
  },
  {
    name: 'the gallery with a template of one’s own, and one that was removed',
    view: 'runs',
    project: 'sample',
    async act(page) {
      await press('New run')(page);
      for (const name of ['one', 'two']) {
        await press('Save as my template')(page);
        const dialog = page.getByRole('dialog', { name: 'Save as my template' });
        await dialog.getByLabel('Name').fill(name);
        await press('Save')(page);
        await dialog.waitFor({ state: 'hidden' });
      }
      await press('From a template')(page);
      await page.getByRole('radio', { name: /^one/ }).check();
      await press('Remove')(page);
      await page.getByRole('radio', { name: /^two/ }).check();
    },
    shows: '“one” was removed.',
  },
  {
    name: 'saving a template under no name',
    view: 'runs',
    project: 'sample',
    async act(page) {
      await press('New run')(page);
      await press('Save as my template')(page);
      await press('Save')(page);
    },
    shows: 'Give it a name.',
  },
  {
    name: 'the form of a new run from a template',
    view: 'runs',
    project: 'sample',
    async act(page) {
      await press('New run')(page);
      await press('From a template')(page);
      await page.getByRole('radio', { name: /^InfoBatch/ }).check();
      await press('Fill the form')(page);
    },
    shows: 'Forget the template',
  },
  { name: 'Schedule', view: 'schedule', project: 'sample', query: hiding, shows: 'Forecast' },
  ...(
    [
      [
        'as a table',
        (page) => page.getByText('Table', { exact: true }).click(),
        'Position, epochs',
      ],
      ['as text', (page) => page.getByText('Text', { exact: true }).click(), 'Import…'],
      ['as text with problems', mistype, /^Line 1/],
      ['with all of a track chosen', chooseAll, 'Stretch time by'],
      ['with a muted track', press('Mute hide fraction'), 'muted'],
      ['asked for time to insert', key('i'), 'Insert time'],
      ['with its templates', press('Templates'), 'Draw it'],
    ] satisfies [string, State['act'], State['shows']][]
  ).map(([state, act, shows]): State => ({
    ...{ name: `Schedule ${state}`, view: 'schedule', project: 'sample', query: hiding },
    ...{ act, shows },
  })),
  { name: 'Gallery', view: 'gallery', project: 'sample', query: hiding, shows: '4,000 samples' },
  ...(
    [
      ['asked what to filter by', key('/'), 'predicted class'],
      ['with a filter that is changed', changeFilter, 'always at epoch 6 of run 2'],
      ['with its views', press('Views'), 'Likely label errors'],
      ['as a data map', key('m'), '3,000 training samples'],
      ['as a confusion matrix', key('c'), 'Confused most'],
    ] satisfies [string, State['act'], State['shows']][]
  ).map(([state, act, shows]): State => ({
    ...{ name: `Gallery ${state}`, view: 'gallery', project: 'sample', query: hiding },
    ...{ act, shows },
  })),
  {
    name: 'Gallery with two epochs side by side',
    view: 'gallery',
    project: 'sample',
    query: hiding,
    async act(page) {
      await page.getByRole('tab', { name: 'Compare' }).click();
      await press('Borders by state')(page);
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Shift+ArrowRight');
    },
    shows: '2 samples chosen',
  },
  {
    name: 'Gallery with a sample',
    view: 'gallery',
    project: 'sample',
    query: { ...hiding, sample: '7' },
    shows: 'forgetting events',
  },
  {
    name: 'a sample on a full page',
    view: 'gallery',
    project: 'sample',
    query: { ...hiding, sample: '7' },
    act: key('f'),
    shows: 'forgetting events',
  },
  { name: 'Compare', view: 'compare', project: 'sample', shows: 'Hide and seek' },
  {
    name: 'Compare with a study',
    view: 'compare',
    project: 'study',
    act: compareStudies,
    shows: '5 of 6 runs finished',
  },
  {
    name: 'Compare without a study',
    view: 'compare',
    project: 'empty',
    act: compareStudies,
    shows: 'Copy an example file',
  },
  { name: 'Data', view: 'data', project: 'sample', shows: 'mnist' },
  { name: 'Engines', view: 'engines', project: 'sample', shows: 'wasm' },
  { name: 'Settings', view: 'settings', project: 'sample', shows: 'Theme' },
  {
    name: 'the palette',
    view: 'runs',
    project: 'sample',
    act: key('Control+k'),
    shows: 'Go to Gallery',
  },
  { name: 'the keys', view: 'runs', project: 'sample', act: key('?'), shows: 'Everywhere' },
];

describe.skipIf(whyNoChromium !== null)('axe finds no violation in', () => {
  const data = mkdtempSync(join(tmpdir(), 'mikke-accessible-'));
  let shell: BrowserShell;
  const pathOf = (project: string) => join(shell.folder, `${project}.mikke`);
  beforeAll(async () => {
    writeShapes(data, 240, 60);
    shell = await startBrowser();
    copyFileSync(SAMPLE, pathOf('sample'));
    await makeStudyProject(pathOf('study'));
    const client = await connectTo(shell.address);
    await client.call('project.open', { path: pathOf('empty'), create: true });
    client.close();
  });
  afterAll(async () => {
    await shell?.close();
    rmSync(data, { recursive: true });
  });

  /** What axe finds on a page in either theme. */
  async function violationsOn(page: Page): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
      const axe = new AxeBuilder({ page });
      // A theme only swaps colours.
      if (colorScheme === 'dark') axe.withRules(['color-contrast']);
      const { violations } = await axe.analyze();
      for (const { id, nodes } of violations) {
        found.push(...nodes.map(({ html }) => `${colorScheme}: ${id}: ${html}`));
      }
    }
    return found;
  }

  test.each(states)('$name', async ({ view, project, query, act, shows }) => {
    const where = project === undefined ? {} : { project: pathOf(project) };
    const page = await shell.openAt(hashOf(view, { ...where, ...query }));
    await page.locator('main[aria-busy=false]').waitFor();
    await act?.(page);
    await page.getByText(shows).first().waitFor();
    const found = await violationsOn(page);
    await page.context().close();
    expect(found).toEqual([]);
  });

  test('Runs while one trains', async () => {
    const client = await connectTo(shell.address);
    await client.call('project.open', { path: pathOf('running'), create: true });
    const recipe = { dataset: data, width: 2, batch: 16, epochs: 500 };
    const { run } = await client.call('runs.start', { recipe, name: 'running' });
    const page = await shell.open(pathOf('running'));
    await page.getByText('Time by part').waitFor();
    const found = await violationsOn(page);
    await page.context().close();
    await client.call('runs.stop', { run });
    client.close();
    expect(found).toEqual([]);
  });
});
