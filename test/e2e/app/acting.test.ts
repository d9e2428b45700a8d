/** What people do with samples in the gallery: tag, note, undo, exclude, and train without what they excluded. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const see = playwrightExpect.configure({ timeout: 20_000 });

describe.skipIf(whyNoChromium !== null)('samples in the gallery', () => {
  let shell: BrowserShell;
  let project: string;
  let page: Page;
  beforeAll(async () => {
    shell = await startBrowser();
    project = join(shell.folder, 'copy.mikke');
    copyFileSync(SAMPLE, project);
    page = await shell.openAt(hashOf('gallery', { project, run: '2', epoch: '6' }));
  });
  afterAll(() => shell?.close());

  const bar = () => page.getByRole('toolbar', { name: 'Chosen samples' });
  const said = () => bar().getByRole('status');
  const button = (name: string) => bar().getByRole('button', { name, exact: true });
  const requireNoViolation = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
  };
  const labels = async (sample: number) => {
    const client = await connectTo(shell.address);
    await client.call('project.open', { path: project, create: false });
    const answer = await client.call('samples.labels', { dataset: 1, sample });
    client.close();
    return answer;
  };

  test('are tagged, marked and noted by keys, and every change is undone and done again', async () => {
    await page.getByRole('gridcell').first().click();
    await page.getByRole('gridcell').first().focus();
    await page.keyboard.press('x');
    await see(bar()).toContainText('1 sample chosen');

    await page.keyboard.press('t');
    await see(bar().getByRole('combobox', { name: 'Tag…' })).toBeFocused();
    await page.keyboard.type('blurry');
    await see(page.getByRole('option', { name: 'New tag “blurry”' })).toBeVisible();
    await requireNoViolation();
    await page.keyboard.press('Enter');
    await see(said()).toHaveText('“blurry” on 1 sample.');

    await button('Exclude').click();
    await see(button('Exclude')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Control+z');
    await see(said()).toHaveText('Undone: “exclude” on 1 sample.');
    await see(button('Exclude')).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('Control+Shift+z');
    await see(button('Exclude')).toHaveAttribute('aria-pressed', 'true');
    await see(page.getByRole('gridcell').first()).toHaveAccessibleDescription(/excluded/);

    await button('Note…').click();
    const dialog = page.getByRole('dialog', { name: 'Note' });
    await dialog.getByRole('textbox', { name: 'Note of sample 0' }).fill('hard to read');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await see(said()).toHaveText('Note of sample 0 saved.');
    expect(await labels(0)).toEqual({ tags: ['blurry', 'exclude'], note: 'hard to read' });
    await see(button('Undo')).toHaveAccessibleDescription('note on sample 0');

    await button('Clear the selection').click();
    await see(page.getByRole('gridcell').first()).toBeFocused();
    await page.keyboard.press('f');
    const own = page.getByRole('group', { name: 'Tags and note of sample 0' });
    await see(own.getByRole('textbox')).toHaveValue('hard to read');
    await page.keyboard.press('Control+z');
    await see(own.getByRole('textbox')).toHaveValue('');
    await page.keyboard.press('Control+Shift+z');
    await see(own.getByRole('textbox')).toHaveValue('hard to read');
    await page.keyboard.press('f');
  });

  test('are left out of a new version, which the form of a new run offers', async () => {
    await page.getByRole('button', { name: 'Curate' }).click();
    await page.getByRole('menuitem', { name: 'New data-set version' }).click();
    const dialog = page.getByRole('dialog', { name: 'New data-set version' });
    await see(dialog).toContainText('1 training sample is marked as excluded');
    await requireNoViolation();
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await see(dialog).toContainText('Data set 2 has 2,999 training samples, without 1.');
    await dialog.getByRole('button', { name: 'New run on it' }).click();
    const form = page.getByRole('form', { name: 'New run' });
    await see(form.getByRole('combobox', { name: 'Left out' })).toHaveText(
      '1 training sample, as data set 2',
    );
    await see(form).toContainText('left out no sample');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Data' }).click();
    await see(page.getByRole('region', { name: 'Data set mnist' }).last()).toContainText(
      '1 training sample',
    );
  });

  test('that are nearly the same are found, and shown side by side', async () => {
    await page.getByRole('link', { name: 'Gallery' }).click();
    await page.getByRole('button', { name: 'Curate' }).click();
    await page.getByRole('menuitem', { name: 'Find near-duplicates' }).click();
    const dialog = page.getByRole('dialog', { name: 'Find near-duplicates' });
    await dialog.getByText('1', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Find', exact: true }).click();
    await see(dialog).toContainText('17 samples in 8 groups look alike.');
    await requireNoViolation();
    await dialog.getByRole('button', { name: 'Show them' }).click();
    await see(page.getByRole('gridcell')).toHaveCount(17);
    await see(page.getByRole('gridcell').first()).toHaveAccessibleName(/^sample 229,/);
    await see(page.getByRole('gridcell').nth(1)).toHaveAccessibleName(/^sample 1647,/);
  });
});
