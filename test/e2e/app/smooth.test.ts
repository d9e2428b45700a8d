/** While a run trains and records, the page stays fluent and the shell answers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { writeShapes } from '../../support/idx-folder.ts';
import type { Client } from '../../../src/rpc/client.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const LONGEST_TASK_MS = 50;
const LONGEST_CALL_MS = 100;
const VIEWS = ['Runs', 'Schedule', 'Gallery', 'Compare'];
/** Epochs that are watched in each view. */
const WATCHED = 10;

const folder = mkdtempSync(join(tmpdir(), 'mikke-smooth-'));

/** Of `sorted`, the value that this share of them does not exceed. */
const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
const words = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const ms = (share: number) => `${quantile(sorted, share).toFixed(1)} ms`;
  return `median ${ms(0.5)}, 95th percentile ${ms(0.95)}, longest ${ms(1)} of ${values.length}`;
};

/** Begins to collect the lengths of the page's long tasks in milliseconds. */
const watchTasks = (page: Page) =>
  page.evaluate(() => {
    const lengths: number[] = [];
    Object.assign(window, { longTasks: lengths });
    new PerformanceObserver((list) => {
      lengths.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
const takeLongTasks = (page: Page) =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));

describe.skipIf(whyNoChromium !== null)('while a run trains and records', () => {
  let shell: BrowserShell;
  let client: Client;
  let project: string;
  beforeAll(async () => {
    writeShapes(folder, 600, 60);
    shell = await startBrowser();
    project = join(shell.folder, 'project.mikke');
    client = await connectTo(shell.address);
    await client.call('project.open', { path: project, create: true });
    const recipe = { dataset: folder, width: 2, batch: 32, epochs: 1000 };
    await client.call('runs.start', { recipe, name: 'long' });
  });
  afterAll(async () => {
    client?.close();
    await shell?.close();
    rmSync(folder, { recursive: true });
  });

  const recorded = async () => (await client.call('runs.list', {}))[0].epochs.length;
  /** Resolves when as many epochs more are recorded as are watched. */
  async function recordMore(): Promise<void> {
    const before = await recorded();
    await expect
      .poll(recorded, { timeout: 40_000, interval: 200 })
      .toBeGreaterThan(before + WATCHED);
  }

  test(`the page does an epoch's work in tasks of at most ${LONGEST_TASK_MS} ms`, async () => {
    const page = await shell.openAt(hashOf('runs', { project }));
    await page.getByRole('slider', { name: 'Epoch', exact: true }).waitFor();
    await recordMore();
    await watchTasks(page);
    let long = 0;
    for (const view of VIEWS) {
      await page.getByRole('link', { name: view }).click();
      await recordMore();
      const lengths = await takeLongTasks(page);
      long += lengths.length;
      const found = lengths.map((length) => `${Math.round(length)} ms`).join(', ');
      console.log(`Tasks of more than 50 ms in ${view}: ${found || 'none'}`);
    }
    // Another process may take a core away, but not from one epoch in twenty.
    expect(long / (VIEWS.length * WATCHED)).toBeLessThanOrEqual(0.05);
  });

  test(`the shell answers calls within ${LONGEST_CALL_MS} ms`, async () => {
    await expect.poll(recorded, { timeout: 40_000 }).toBeGreaterThan(1);
    const end = (await recorded()) + 2 * WATCHED;
    const times: Record<string, number[]> = {};
    const time = async <T>(name: string, call: Promise<T>) => {
      const start = performance.now();
      const value = await call;
      (times[name] ??= []).push(performance.now() - start);
      return value;
    };
    for (let epoch = 0; epoch < end;) {
      const runs = await time('runs.list', client.call('runs.list', {}));
      epoch = runs[0].epochs.length;
      await time('app.info', client.call('app.info', {}));
      await time('samples.columns', client.call('samples.columns', { run: 1, epoch: epoch - 1 }));
      await time('samples.history', client.call('samples.history', { run: 1, sample: 7 }));
      await time('dataset.atlas', client.call('dataset.atlas', { dataset: 1, atlas: 0 }));
    }
    for (const [name, values] of Object.entries(times)) console.log(`${name}: ${words(values)}`);
    const all = Object.values(times).flat();
    expect(
      quantile(
        all.toSorted((a, b) => a - b),
        0.95,
      ),
    ).toBeLessThan(LONGEST_CALL_MS);
  });
});
