/** Queries in the console of the Data view, and what is done with their samples. */
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { mikkeOk } from '../../support/cli.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const see = playwrightExpect.configure({ timeout: 15_000 });
const ENDLESS =
  'WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT count(*) FROM up';

describe.skipIf(whyNoChromium !== null)('the project', () => {
  let shell: BrowserShell;
  let project: string;
  let page: Page;
  beforeAll(async () => {
    shell = await startBrowser();
    project = join(shell.folder, 'copy.mikke');
    copyFileSync(SAMPLE, project);
    page = await shell.openAt(hashOf('data', { project, run: '2', epoch: '6' }));
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('SQL', { exact: true }).click();
  });
  afterAll(() => shell?.close());

  const query = () => page.getByRole('textbox', { name: 'Query' });
  const result = () => page.getByRole('region', { name: 'Result' });
  const run = (sql: string) =>
    query()
      .fill(sql)
      .then(() => query().press('ControlOrMeta+Enter'));
  async function expectAccessible(part: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).include(part).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    }
  }

  test('is asked with an example, whose rows are copied as mikke sql prints them', async () => {
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.getByRole('menuitem', { name: 'Most forgotten samples' }).click();
    await see(query()).toHaveValue(/WHERE run = 2/);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await see(result().getByRole('columnheader', { name: 'forgetting' })).toBeVisible();
    await see(page.getByText('100 rows in')).toBeVisible();
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    await see(page.getByText('The rows are copied as CSV.')).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const printed = await mikkeOk('sql', '--project', project, '--csv', await query().inputValue());
    expect(copied).toBe(printed);
  });

  test('is told where a query is wrong, and that writing is refused', async () => {
    await run('SELECT sample, class FROM samples LIMIT 4');
    await see(page.getByText('4 rows in')).toBeVisible();
    await run('SELECT sample,\n  los FROM sample_runs');
    await see(page.getByRole('alert')).toContainText(
      'no such column: los. That is at line 2, column 3.',
    );
    expect(await query().evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(17);
    await expectAccessible('.console');
    await run('DROP TABLE runs');
    await see(page.getByRole('alert')).toContainText('A query here only reads');
  });

  test('is not held up by a query without end, which is stopped at once', async () => {
    await run(ENDLESS);
    await see(page.getByText('Asking…')).toBeVisible();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await see(page.getByRole('alert')).toContainText('The query was stopped.');
  });

  test('shows 10,000 rows, of which those in sight are drawn, and says that there are more', async () => {
    await page.getByRole('button', { name: 'Earlier' }).click();
    await see(page.getByRole('menuitem').first()).toContainText('WITH RECURSIVE');
    await page.keyboard.press('Escape');
    await run('SELECT epoch, sample, loss, class FROM sample_epochs WHERE run = 2');
    await see(page.getByText('The first 10,000 rows of more')).toBeVisible();
    expect(await result().getByRole('row').count()).toBeLessThan(100);
    await result().evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await see(result().getByRole('row').last()).toContainText('999');
  });

  test('puts a column into the query, and opens the samples of a result in the gallery', async () => {
    await query().fill('SELECT  FROM samples WHERE sample IN (5, 6, 9)');
    await query().evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(7, 7));
    await page.getByTitle('Every sample of every data set.').click();
    await page.getByRole('button', { name: 'sample integer' }).first().click();
    await see(query()).toHaveValue(/^SELECT sample FROM/);
    await query().press('ControlOrMeta+Enter');
    await see(page.getByText('3 rows in')).toBeVisible();
    await page.getByRole('button', { name: 'Open in gallery' }).click();
    const cells = page.getByRole('grid', { name: 'Gallery' }).getByRole('gridcell');
    await see(cells).toHaveCount(3);
    await see(cells.first()).toHaveAccessibleName(/^sample 5,/);
  });

  test('gives the chosen samples as a file that is replaced only when that is wanted', async () => {
    const grid = page.getByRole('grid', { name: 'Gallery' });
    await grid.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export samples' });
    const path = join(dirname(project), 'copy-samples.csv');
    await see(dialog.getByLabel('File', { exact: true })).toHaveValue(path);
    await dialog.getByRole('button', { name: 'Write' }).click();
    await see(dialog).toContainText(`3 samples are in ${path}.`);
    const rows = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(rows.slice(1).map((row) => row.split(',')[0])).toEqual(['5', '6', '9']);
    await dialog.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByRole('button', { name: 'Write' }).click();
    await see(dialog.getByRole('alert')).toContainText('There is a file at');
    await expectAccessible('[role=dialog]');
    await dialog.getByRole('button', { name: 'Replace it' }).click();
    await see(dialog).toContainText('3 samples are in');
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  test('gives pictures in a folder, and says why they cannot be linked', async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export samples' });
    await dialog.getByRole('radio', { name: /^Pictures/ }).check();
    await see(dialog).toContainText('They are copies, and cannot be links.');
    await dialog.getByLabel('Folder', { exact: true }).fill('pictures');
    await dialog.getByRole('button', { name: 'Write' }).click();
    const path = join(dirname(project), 'pictures');
    await see(dialog).toContainText(`3 samples are in ${path}.`);
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
    const pictures = files.map((file) => /(\d+)-\d\.png$/.exec(file)?.[1]).filter(Boolean);
    expect(pictures.sort()).toEqual(['5', '6', '9']);
  });
});
