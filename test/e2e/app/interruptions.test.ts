/** What happens to a run, and what is said of it, when windows, sockets and other processes come and go. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect as playwrightExpect, type Page, type WebSocketRoute } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { mikke, mikkeOk, startMikke } from '../../support/cli.ts';
import { connectTo } from '../../support/client.ts';
import { writeShapes } from '../../support/idx-folder.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const see = playwrightExpect.configure({ timeout: 20_000 });
const rows = (page: Page) => page.getByRole('table', { name: 'Runs' }).getByRole('row');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Recorded epochs of the run with this name. */
const recorded = (page: Page, name: string) => async () =>
  Number.parseInt(
    await rows(page)
      .filter({ hasText: name })
      .getByRole('cell', { name: / of \d/ })
      .innerText(),
  );

const folder = mkdtempSync(join(tmpdir(), 'mikke-interruptions-'));
const long = { dataset: folder, width: 2, batch: 16, epochs: 20_000 };
const words = ['--dataset', folder, '--width', '2', '--batch', '16'];
const finished = join(folder, 'finished.mikke');

describe.skipIf(whyNoChromium !== null)('the app', () => {
  let shell: BrowserShell;
  let project: string;
  beforeAll(async () => {
    writeShapes(folder, 240, 60);
    await mikkeOk('train', '--project', finished, ...words, '--epochs', '3', '--name', 'first');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    shell = await startBrowser();
    project = join(shell.folder, 'project.mikke');
  });
  afterEach(() => shell.close());

  /** Starts a run of many epochs; whoever asked for it is gone afterwards. */
  async function startLongRun(): Promise<void> {
    const client = await connectTo(shell.address);
    await client.call('project.open', { path: project, create: true });
    await client.call('runs.start', { recipe: long, name: 'long' });
    client.close();
  }

  test('comes back to its place after a reload, while the run goes on', async () => {
    await startLongRun();
    const page = await shell.open(project);
    const count = recorded(page, 'long');
    await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Gallery' }).click();
    const before = Number(
      await page.getByRole('slider', { name: 'Epoch', exact: true }).inputValue(),
    );
    await page.reload();
    await see(page.getByRole('grid', { name: 'Gallery' })).toBeVisible();
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    await see(rows(page).filter({ hasText: 'long' })).toContainText('running');
  });

  test('says that the connection was lost, and connects again to the run that went on', async () => {
    await startLongRun();
    const page = await shell.open();
    let cut = false;
    let socket: WebSocketRoute | undefined;
    await page.routeWebSocket(/\/rpc$/, async (route) => {
      if (cut) return route.close();
      socket = route;
      route.connectToServer();
    });
    await page.goto(`${shell.address}${hashOf('runs', { project })}`);
    const count = recorded(page, 'long');
    await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(0);
    cut = true;
    await socket?.close();
    const said = page.getByRole('alert').filter({ hasText: 'The connection to Mikke was lost.' });
    await see(said).toBeVisible();
    const before = await count();
    cut = false;
    await see(said).toBeHidden();
    await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(before);
  });

  test('shows in each window what the other one starts and records', async () => {
    copyFileSync(finished, project);
    const starts = await shell.open(project);
    const watches = await shell.open(project);
    await see(rows(watches).filter({ hasText: 'first' })).toBeVisible();
    await button(starts, 'New run').click();
    await starts.getByLabel('Name', { exact: true }).fill('shared');
    await button(starts, 'Start').click();
    for (const page of [watches, starts]) {
      const row = rows(page).filter({ hasText: 'shared' });
      await see(row).toContainText('finished');
      await see(row).toContainText('3 of 3');
    }
  });

  test('lets the command line read its project, and tells a second writer who writes', async () => {
    copyFileSync(finished, project);
    const page = await shell.open(project);
    await see(rows(page).filter({ hasText: 'first' })).toBeVisible();
    const listed = JSON.parse(await mikkeOk('runs', '--project', project, '--json')) as unknown[];
    expect(listed).toEqual([expect.objectContaining({ name: 'first', status: 'finished' })]);
    const { status, stderr } = await mikke('train', '--project', project, ...words);
    expect(status).toBe(1);
    expect(stderr).toMatch(/is being written by mikke serve \(process \d+\).*\[project-in-use\]/);
  });

  test('follows a project that the command line writes, and says who writes until it ends', async () => {
    copyFileSync(finished, project);
    const job = startMikke([
      'train',
      '--project',
      project,
      ...words,
      '--epochs',
      '500',
      '--name',
      'theirs',
    ]);
    await job.line(/epoch 1 of/);
    const page = await shell.open(project);
    const said = page
      .getByRole('status')
      .filter({ hasText: /mikke train \(process \d+\).* is writing it/ });
    await see(said).toBeVisible();
    const count = recorded(page, 'theirs');
    const before = await count();
    await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(before);
    job.child.kill('SIGINT');
    expect((await job.ended).status).toBe(130);
    await see(said).toBeHidden();
    await see(rows(page).filter({ hasText: 'theirs' })).toContainText('stopped');
  });
});
