/** Templates of a person's own in the app: saved from the form, found in the gallery, used and removed. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import { saveTemplate } from '../../../src/core/template/own.ts';
import type { Client } from '../../../src/rpc/client.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const see = playwrightExpect.configure({ timeout: 20_000 });

/** Two steps over 6 epochs, which are 12 in the sample's last run. */
const steps = saveTemplate(
  {
    ...defaultRecipe(),
    ...({ policy: 'random', view: 'progressive-resizing', epochs: 6 } as const),
    schedule: {
      version: 1,
      clock: 'epoch',
      tracks: { hideFraction: [0, 3].map((at) => ({ at, value: at / 10, easing: 'hold' })) },
    },
  },
  'two steps',
  '2026-11-01T08:00:00.000Z',
);

const formOf = (page: Page) => page.getByRole('form', { name: 'New run' });
const galleryOf = (page: Page) => page.getByRole('dialog', { name: 'New run from a template' });
const barOf = (page: Page) => formOf(page).getByRole('group', { name: 'Template' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const mineIn = (page: Page) =>
  galleryOf(page).getByRole('group', { name: 'Mine' }).getByRole('radio');

describe.skipIf(whyNoChromium !== null)('a template of one’s own', () => {
  let shell: BrowserShell;
  let project: string;
  let client: Client;
  beforeAll(async () => {
    shell = await startBrowser();
    project = join(shell.folder, 'copy.mikke');
    copyFileSync(SAMPLE, project);
    client = await connectTo(shell.address);
  });
  afterAll(async () => {
    client?.close();
    await shell?.close();
  });

  /** The form of a new run, in a data folder that holds these templates. */
  async function openForm(...templates: (typeof steps)[]): Promise<Page> {
    for (const { name } of await client.call('templates.list', {})) {
      await client.call('templates.remove', { name });
    }
    for (const template of templates) {
      await client.call('templates.save', { template, replace: false });
    }
    const page = await shell.openAt(hashOf('runs', { project }));
    await button(page, 'New run').click();
    return page;
  }

  async function openGallery(page: Page): Promise<void> {
    await button(page, 'From a template').click();
    await see(galleryOf(page)).toBeVisible();
  }

  async function saveAs(page: Page, name: string): Promise<void> {
    await button(page, 'Save as my template').click();
    const dialog = page.getByRole('dialog', { name: 'Save as my template' });
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  }

  test('stands before the published ones, and fills the form at its epochs', async () => {
    const page = await openForm(steps);
    await openGallery(page);
    await see(galleryOf(page).getByRole('radio').first()).toHaveAccessibleName(/^two steps/);
    await mineIn(page).check();
    await see(galleryOf(page)).toContainText('over 6 epochs');
    await button(page, 'Fill the form').click();
    const form = formOf(page);
    await see(form.getByLabel('Hiding policy', { exact: true })).toHaveText('random');
    await see(form.getByLabel('View policy', { exact: true })).toHaveText('progressive-resizing');
    await see(form).toContainText('2 keyframes, 0 to 0.3');
    await see(barOf(page)).toContainText('two steps · the same');
    await page.context().close();
  });

  test('is what the draft is compared with, until it is forgotten', async () => {
    const page = await openForm(steps);
    await openGallery(page);
    await mineIn(page).check();
    await button(page, 'Fill the form').click();
    const policy = formOf(page).getByLabel('Hiding policy', { exact: true });
    await policy.click();
    await page.getByRole('option', { name: 'infobatch' }).click();
    await see(barOf(page)).toContainText('differs in the setting hiding policy');
    await button(page, 'Back to the template').click();
    await see(policy).toHaveText('random');
    await see(barOf(page)).toContainText('the same');
    await button(page, 'Forget the template').click();
    await see(barOf(page)).toHaveCount(0);
    await see(policy).toHaveText('random');
    await page.context().close();
  });

  test('is saved from the form, and is there in another window', async () => {
    const page = await openForm();
    await openGallery(page);
    await see(galleryOf(page)).toContainText('None yet');
    await galleryOf(page).getByRole('button', { name: 'Cancel' }).click();
    const other = await shell.openAt(hashOf('runs', { project }));
    await button(other, 'New run').click();
    await openGallery(other);
    await see(galleryOf(other)).toContainText('None yet');
    await saveAs(page, ' from the form ');
    await see(barOf(page)).toContainText('from the form · the same');
    await see(mineIn(other)).toHaveAccessibleName(/^from the form/);
    await Promise.all([page, other].map((each) => each.context().close()));
  });

  test('needs a name of its own, or is saved over where somebody says so', async () => {
    const page = await openForm(steps);
    const dialog = page.getByRole('dialog', { name: 'Save as my template' });
    const error = dialog.getByRole('alert');
    await saveAs(page, '');
    await see(error).toHaveText('Give it a name.');
    await see(dialog.getByLabel('Name')).toBeFocused();
    await page.keyboard.type('infobatch');
    await page.keyboard.press('Enter');
    await see(error).toContainText('A published template has this name.');
    await dialog.getByLabel('Name').fill('two steps');
    await page.keyboard.press('Enter');
    await see(error).toContainText('You have a template "two steps" already.');
    expect(await client.call('templates.list', {})).toEqual([steps]);
    await dialog.getByRole('button', { name: 'Save over it' }).click();
    await see(dialog).toHaveCount(0);
    const [saved, ...others] = await client.call('templates.list', {});
    expect(others).toEqual([]);
    expect(saved).toMatchObject({
      name: 'two steps',
      epochs: 12,
      settings: { policy: 'kakurenbo' },
    });
    await page.context().close();
  });

  test('is removed, and put back as it was', async () => {
    const page = await openForm(steps);
    await openGallery(page);
    await mineIn(page).check();
    await button(page, 'Remove').click();
    await see(galleryOf(page)).toContainText('“two steps” was removed.');
    await see(mineIn(page)).toHaveCount(0);
    expect(await client.call('templates.list', {})).toEqual([]);
    await see(button(page, 'Put it back')).toBeFocused();
    await page.keyboard.press('Enter');
    await see(mineIn(page)).toBeChecked();
    expect(await client.call('templates.list', {})).toEqual([steps]);
    await page.context().close();
  });
});
