/** The README's guide to the schedule editor, followed to the letter. */
import { expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { followLine, guideLines } from '../../support/guide.ts';
import { startBrowser, type BrowserShell } from './shells.ts';

const see = playwrightExpect.configure({ timeout: 30_000 });

describe.skipIf(whyNoChromium !== null)('the guide of the README', () => {
  let shell: BrowserShell;
  beforeAll(async () => {
    shell = await startBrowser();
  });
  afterAll(() => shell?.close());

  test('starts a run that hides 20 % from epoch 5, easing to 0 at the end, at half resolution for the first third', async () => {
    const lines = guideLines();
    expect(lines).toHaveLength(10);
    const page = await shell.open();
    for (const line of lines) await followLine(page, line);
    const row = page.getByRole('table', { name: 'Runs' }).getByRole('row', { name: /^3/ });
    await see(row).toContainText('of 12');

    const client = await connectTo(shell.address);
    const project = decodeURIComponent(/project=([^&]+)/.exec(page.url())?.[1] ?? '');
    await client.call('project.open', { path: project.replaceAll('+', ' '), create: false });
    const run = (await client.call('runs.list', {})).find(({ id }) => id === 3);
    const epochs = Array.from({ length: 13 }, (_, epoch) => epoch);
    const { hideFraction, bandwidth } = run!.schedule.tracks;
    expect(epochs.map((epoch) => Number(evaluate(hideFraction, epoch).toFixed(6)))).toEqual(
      epochs.map((epoch) => (epoch < 5 ? 0 : Number(((0.2 * (12 - epoch)) / 7).toFixed(6)))),
    );
    expect(epochs.map((epoch) => evaluate(bandwidth, epoch))).toEqual(
      epochs.map((epoch) => (epoch < 4 ? 0.5 : 1)),
    );
    await client.call('runs.stop', { run: 3 });
    client.close();
  });
});
