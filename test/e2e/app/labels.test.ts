/** Labels are judged by models that never saw them, from the gallery, and stand there by how likely they are wrong. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { flipLabels } from '../../support/flipped-labels.ts';
import { shapes, writeShapes } from '../../support/idx-folder.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const TRAIN = 240;
const LABELS_BEGIN = 8;
const see = playwrightExpect.configure({ timeout: 30_000 });

describe.skipIf(whyNoChromium !== null)('likely label errors', () => {
  let shell: BrowserShell;
  let project: string;
  const { labels } = shapes(TRAIN, 1);
  const flipped = flipLabels(labels.subarray(LABELS_BEGIN), 0.05, 3);
  beforeAll(async () => {
    shell = await startBrowser();
    const images = join(shell.folder, 'images');
    mkdirSync(images);
    writeShapes(images, TRAIN, 40);
    writeFileSync(join(images, 'train-labels-idx1-ubyte'), labels);
    project = join(shell.folder, 'labels.mikke');
    const client = await connectTo(shell.address);
    await client.call('project.open', { path: project, create: true });
    const recipe = {
      ...{ dataset: images, model: 'resnet8', width: 2, batch: 16, epochs: 5, lr: 0.1 },
      ...{ policy: 'none', engine: 'wasm' },
    };
    const { run } = await client.call('runs.start', { recipe, name: 'flipped' });
    // Jobs come one after the other: this one, when the run is trained.
    await client.call('runs.features', { run });
    client.close();
  }, 60_000);
  afterAll(() => shell?.close());

  test('are judged from the Curate menu, with progress, and shown first', async () => {
    const page = await shell.openAt(hashOf('gallery', { project, run: '1' }));
    await page.getByRole('button', { name: 'Curate' }).click();
    await page.getByRole('menuitem', { name: 'Judge labels by cross-validation' }).click();
    const dialog = page.getByRole('dialog', { name: 'Judge labels by cross-validation' });
    await dialog.getByRole('spinbutton', { name: 'Folds' }).fill('1');
    await see(dialog.getByRole('alert')).toHaveText('Folds must be a whole number from 2 to 20.');
    await dialog.getByRole('spinbutton', { name: 'Folds' }).fill('2');
    await see(dialog).toContainText('2 models, about');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    await dialog.getByRole('button', { name: 'Judge labels' }).click();
    await see(dialog.getByRole('progressbar')).toBeVisible();
    await see(dialog.getByRole('button', { name: 'Stop' })).toBeVisible();

    await see(dialog).toContainText('Every training label is judged.');
    await dialog.getByRole('button', { name: 'Show the likeliest errors first' }).click();
    await see(dialog).toBeHidden();
    const first = page.getByRole('gridcell').first();
    const wrong = new RegExp(`^sample (${[...flipped].join('|')}),`);
    await see(first).toHaveAccessibleName(wrong);

    // What is chosen of them stays chosen while it is marked.
    await first.click();
    await page.keyboard.press('Shift+ArrowRight');
    const bar = page.getByRole('toolbar', { name: 'Chosen samples' });
    const mark = bar.getByRole('button', { name: 'Mislabelled' });
    await mark.click();
    await see(mark).toHaveAttribute('aria-pressed', 'true');
    await see(page.locator('[role=gridcell][aria-selected=true]')).toHaveCount(2);
  });
});
