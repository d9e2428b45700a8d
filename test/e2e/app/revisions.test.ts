/** A schedule that was changed under way, as the app shows it. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProject } from '../../../src/project/project.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const RUN = 2;
const RECORDED = 7;
const see = playwrightExpect.configure({ timeout: 30_000 });
const hold = (value: number) => [{ at: 0, value, easing: 'hold' as const }];
const drawn = (tracks: object) => ({ version: 1 as const, clock: 'epoch' as const, tracks });

describe.skipIf(whyNoChromium !== null)('a run whose schedule was changed', () => {
  let shell: BrowserShell;
  let project: string;
  beforeAll(async () => {
    shell = await startBrowser();
    project = join(shell.folder, 'revised.mikke');
    copyFileSync(SAMPLE, project);
    const opened = await openProject(project, { access: 'write', who: 'a test' });
    await opened.removeEpochsAfter(RUN, RECORDED - 4);
    await opened.updateRun(RUN, { status: 'stopped' });
    await opened.reviseRun(RUN, drawn({ hideFraction: hold(0.1) }), 'a test (ada)');
    await opened.close();
  });
  afterAll(() => shell?.close());

  test('says so in its details and on its curves, and a change that comes in is seen at once', async () => {
    const page = await shell.openAt(hashOf('runs', { project, run: String(RUN) }));
    const changes = page.getByRole('list', { name: 'Changes of the schedule' });
    const first = /Schedule changed from epoch 4 on, by a test \(ada\), .*: hide fraction/;
    await see(changes.getByRole('listitem')).toHaveText([first]);
    await see(
      page.getByRole('img', { name: /^Loss in .*Schedule changed from epoch 4/ }),
    ).toBeVisible();

    const client = await connectTo(shell.address);
    await client.call('project.open', { path: project, create: false });
    const schedule = drawn({ learningRate: hold(0.01), tau: hold(0.5) });
    const { by } = await client.call('runs.revise', { run: RUN, schedule });
    client.close();
    expect(by).toMatch(/^mikke serve/);
    await see(changes.getByRole('listitem')).toHaveText([
      first,
      /by mikke serve.*: learning rate, confidence threshold/,
    ]);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test('is marked where it is compared', async () => {
    const page = await shell.openAt(hashOf('compare', { project, run: String(RUN) }));
    await see(page.getByRole('rowheader', { name: /^2 / })).toContainText('revised');
  });
});
