/** What another policy would have hidden, asked in the app, and the forecast beside what was measured. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Simulation } from '../../../src/core/simulate/simulate.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { mikkeOk } from '../../support/cli.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const see = playwrightExpect.configure({ timeout: 30_000 });

describe.skipIf(whyNoChromium !== null)('a recorded run', () => {
  let shell: BrowserShell;
  let project: string;
  beforeAll(async () => {
    shell = await startBrowser();
    project = join(shell.folder, 'copy.mikke');
    copyFileSync(SAMPLE, project);
  });
  afterAll(() => shell?.close());

  test('is replayed as mikke simulate replays it, and its history stays in view', async () => {
    const page = await shell.openAt(hashOf('runs', { project, run: '2', epoch: '6' }));
    const section = page.getByRole('region', { name: 'What if' });
    await see(section).toContainText('Replays what this run recorded under KAKURENBO');
    await section.getByLabel('Hide fraction').fill('0.5');
    await section.getByRole('button', { name: 'Replay', exact: true }).click();
    const table = section.getByRole('table');
    await see(table).toContainText('Run 2 under Random hiding with hide fraction 0.5');

    const words = ['--run', '2', '--policy', 'random', '--hide', '0.5', '--json'];
    const said = await mikkeOk('simulate', '--project', project, ...words);
    const { total, epochs } = JSON.parse(said) as Simulation;
    const count = (value: number) => value.toLocaleString('en-US');
    const [before, after] = [total.recorded.hidden, total.simulated.hidden].map(count);
    await see(table.getByRole('row', { name: `Hidden ${before} ${after}` })).toBeVisible();
    await see(section).toContainText(`${count(total.both)} are hidden by both`);
    await see(
      section.getByRole('img', { name: `replayed ${count(epochs[6].simulated.hidden)}` }),
    ).toBeVisible();

    await section.getByLabel('Hide fraction').fill('1');
    await section.getByRole('button', { name: 'Replay', exact: true }).click();
    await see(section.getByRole('alert')).toContainText('the schedule would hide all');
  });

  test('is no measure of another model, whose speed is measured on demand', async () => {
    const page = await shell.openAt(hashOf('runs', { project, run: '2' }));
    await page.getByRole('button', { name: 'New run', exact: true }).click();
    await page
      .getByRole('form', { name: 'New run' })
      .getByLabel('Width', { exact: true })
      .fill('4');
    await page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: 'Schedule' })
      .click();
    const forecast = page.getByRole('region', { name: 'Forecast' });
    await see(forecast).toContainText('no run of this model, width and engine tells it');
    await forecast.getByRole('button', { name: 'Measure the speed' }).click();
    await see(forecast).toContainText(/at the measured speed of whole images/);
  });

  test('stands beside its forecast', async () => {
    const page = await shell.openAt(hashOf('runs', { project, run: '2' }));
    const table = page.getByRole('region', { name: 'Forecast and measured' }).getByRole('table');
    await see(table.getByRole('row', { name: 'Samples forward 36,000 36,000 1' })).toBeVisible();
  });
});
