/** A study in the Compare view, as a person looks at it. */
import { join } from 'node:path';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { makeStudyProject } from '../../support/study-project.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const see = playwrightExpect.configure({ timeout: 20_000 });

describe.skipIf(whyNoChromium !== null)('a study that is half done', () => {
  let shell: BrowserShell;
  let page: Page;
  beforeAll(async () => {
    shell = await startBrowser();
    const project = join(shell.folder, 'study.mikke');
    await makeStudyProject(project);
    page = await shell.openAt(hashOf('compare', { project }));
    await page.getByText('Studies', { exact: true }).click();
  });
  afterAll(() => shell?.close());

  const row = (arm: string) =>
    page
      .getByRole('table', { name: 'Arms of half done' })
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: arm }) });
  const choose = async (select: string, option: string) => {
    await page.getByRole('combobox', { name: select }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };

  test('says how far it is, and how it goes on', async () => {
    await see(page.getByText('5 of 6 runs finished, 1 interrupted.')).toBeVisible();
    await see(page.getByText(/mikke study run FILE --project ".*study\.mikke"/)).toBeVisible();
  });

  test('compares an arm with the baseline over the seeds that both finished', async () => {
    // 0.90, 0.91, 0.92: t(0.975, 2) · 0.01 / √3. Over seeds 1 and 2 alone: 0.01 and 0.02.
    await see(row('baseline')).toContainText('91.00 ± 2.48 %');
    await see(row('hiding')).toContainText('2 of 3');
    await see(row('hiding')).toContainText('+1.50 ± 6.35 %');
    await see(row('hiding')).toContainText('0.20');
  });

  test('turns around with another baseline', async () => {
    await choose('Baseline', 'hiding');
    await see(row('baseline')).toContainText('−1.50 ± 6.35 %');
    await choose('Baseline', 'baseline');
  });

  test('shows every seed as a dot that leads to its run', async () => {
    const dots = page.getByRole('group', { name: 'baseline: test accuracy by seed' });
    await see(dots.getByRole('button')).toHaveCount(3);
    await dots.getByRole('button', { name: 'seed 2: 91.00 % (run 3)' }).click();
    await see(page.getByRole('region', { name: 'Run' })).toContainText('baseline, seed 2');
    await see(page.getByRole('region', { name: 'Run' })).toContainText('study half done');
  });

  test('compares the time to an accuracy, of the runs that reached it', async () => {
    await choose('Measure', 'time to an accuracy');
    await page.getByLabel('% test accuracy').fill('91');
    await see(row('baseline')).toContainText('2 of 3 seeds');
    await page.getByLabel('% test accuracy').fill('99');
    await see(page.getByText('No finished run has a value of this measure.')).toBeVisible();
    await choose('Measure', 'test accuracy');
  });
});
