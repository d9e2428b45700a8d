/** The schedule as a table and as text: nobody loses the place, and nothing typed is lost without a word. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { mikkeOk } from '../../support/cli.ts';
import { writeShapes } from '../../support/idx-folder.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const see = playwrightExpect.configure({ timeout: 30_000 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const show = (page: Page, mode: 'Curves' | 'Table' | 'Text') =>
  page.getByText(mode, { exact: true }).click();
const textOf = (page: Page) => page.getByRole('textbox', { name: 'Schedule as JSON' });
const field = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Keyframes' }).getByLabel(name, { exact: true });

const keyframes = (...ats: number[]) => ats.map((at) => ({ at, value: at / 20, easing: 'hold' }));
const schedule = (tracks: object) => JSON.stringify({ version: 1, clock: 'epoch', tracks });

const folder = mkdtempSync(join(tmpdir(), 'mikke-schedule-table-'));
const trained = join(folder, 'trained.mikke');

describe.skipIf(whyNoChromium !== null)('the schedule as a table and as text', () => {
  let shell: BrowserShell;
  let projects = 0;
  beforeAll(async () => {
    writeShapes(folder, 240, 60);
    await mikkeOk(
      ...['train', '--project', trained, '--dataset', folder, '--width', '2', '--batch', '16'],
      ...['--epochs', '10', '--policy', 'kakurenbo', '--hide', '0.3', '--tau', '0.5'],
      ...['--reduce-fraction', 'false', '--name', 'before'],
    );
    shell = await startBrowser();
  });
  afterAll(async () => {
    await shell?.close();
    rmSync(folder, { recursive: true });
  });

  /** The schedule as text, with a hide fraction at 0, 3 and 6 of 0, 0.15 and 0.3. */
  async function open(): Promise<Page> {
    const project = join(shell.folder, `copy-${++projects}.mikke`);
    copyFileSync(trained, project);
    const page = await shell.openAt(hashOf('schedule', { project, run: '1' }));
    await see(page.getByRole('region', { name: 'Forecast' })).toContainText('Passes');
    await show(page, 'Text');
    await textOf(page).fill(schedule({ hideFraction: keyframes(0, 3, 6) }));
    await textOf(page).press('ControlOrMeta+Enter');
    return page;
  }
  async function openTable(): Promise<Page> {
    const page = await open();
    await show(page, 'Table');
    return page;
  }

  test('a typed position leads on to the value of the same keyframe', async () => {
    const page = await openTable();
    await field(page, 'Position of hide fraction at 3').fill('8');
    await page.keyboard.press('Tab');
    await see(field(page, 'Value of hide fraction at 8')).toBeFocused();
    await see(field(page, 'Value of hide fraction at 8')).toHaveValue('0.15');
  });

  test('Enter stays in the position of the keyframe that it moved', async () => {
    const page = await openTable();
    await field(page, 'Position of hide fraction at 6').fill('1');
    await page.keyboard.press('Enter');
    await see(field(page, 'Position of hide fraction at 1')).toBeFocused();
  });

  test('the row that takes the place of a removed one has the focus', async () => {
    const page = await openTable();
    await button(page, 'Remove hide fraction at 3').click();
    await see(button(page, 'Remove hide fraction at 6')).toBeFocused();
    await page.keyboard.press('Enter');
    await see(button(page, 'Remove hide fraction at 0')).toBeFocused();
  });

  test('a keyframe that is added waits for its position', async () => {
    const page = await openTable();
    await button(page, 'Add keyframe to hide fraction').click();
    await see(page.getByLabel(/^Position of hide fraction/)).toHaveCount(4);
    await see(page.locator('tr.current input[type=number]').first()).toBeFocused();
  });

  test('a value that cannot be stays with its error until Escape takes it back', async () => {
    const page = await openTable();
    const value = field(page, 'Value of hide fraction at 3');
    await value.fill('7');
    await page.keyboard.press('Tab');
    await see(value).toHaveAccessibleDescription('Type a number from 0 to 1.');
    await field(page, 'Value of hide fraction at 6').fill('0.4');
    await page.keyboard.press('Tab');
    await see(value).toHaveValue('7');
    await see(value).toHaveAttribute('aria-invalid', 'true');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await value.press('Escape');
    await see(value).toHaveValue('0.15');
    await see(page.getByRole('alert')).toHaveCount(0);
  });

  test('a value that cannot be goes when the keyframe is changed elsewhere', async () => {
    const page = await openTable();
    await field(page, 'Value of hide fraction at 3').fill('0.2');
    await page.keyboard.press('Tab');
    const value = field(page, 'Value of hide fraction at 3');
    await value.fill('7');
    await page.keyboard.press('Tab');
    await button(page, 'Undo').click();
    await see(value).toHaveValue('0.15');
    await see(page.getByRole('alert')).toHaveCount(0);
  });

  test('a muted track is listed without fields, and every track says its value at the cursor', async () => {
    const page = await openTable();
    const rows = page.getByRole('table', { name: 'Keyframes' }).locator('tbody').first();
    await see(rows).toContainText(/now 0.+run 1, realised/s);
    await button(page, 'Mute hide fraction').click();
    await see(rows.locator('tr.aside')).toHaveText([/0\s*0\s*hold/, /3\s*0.15/, /6\s*0.3/]);
    await see(rows.getByRole('spinbutton')).toHaveCount(0);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });

  test('a track that is typed as the settings make it stays in the text, which says that it follows them', async () => {
    const page = await open();
    const written = schedule({
      hideFraction: keyframes(0, 3, 6),
      tau: [{ at: 0, value: 0.5, easing: 'hold' }],
    });
    await textOf(page).fill(written);
    const words = 'The confidence threshold equals the settings, so it follows them.';
    await see(page.getByText(words)).toBeVisible();
    await see(textOf(page)).toHaveValue(written);
    await textOf(page).press('ControlOrMeta+Enter');
    await see(page.getByText(`The text is drawn. ${words}`)).toBeVisible();
    await see(textOf(page)).toHaveValue(/"tau"/);
  });

  test('a text with problems, and then a conflict, outlives other views, and the text that is shown is exported', async () => {
    const page = await open();
    await textOf(page).fill('{"version": 2}');
    await show(page, 'Table');
    await button(page, 'Undo').click();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('link', { name: 'Schedule' }).click();
    await show(page, 'Text');
    await see(textOf(page)).toHaveValue('{"version": 2}');
    await see(page.getByText('The schedule was changed elsewhere')).toBeVisible();
    const own = schedule({ hideFraction: keyframes(0, 9) });
    await textOf(page).fill(own);
    await textOf(page).blur();
    const downloading = page.waitForEvent('download');
    await button(page, 'Export').click();
    expect(readFileSync(await (await downloading).path(), 'utf8')).toBe(own);
    await button(page, 'Keep my text').click();
    await show(page, 'Table');
    await see(field(page, 'Position of hide fraction at 9')).toBeVisible();
  });
});
