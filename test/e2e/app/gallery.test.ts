/** The gallery's grid: every tile shows its own sample, at any size, order, place and time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect as playwrightExpect, type Page, type WebSocketRoute } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Filter, Query } from '../../../src/core/query/query.ts';
import { importDataset } from '../../../src/dataset/import.ts';
import { openProject } from '../../../src/project/project.ts';
import type { Client } from '../../../src/rpc/client.ts';
import {
  syntheticColumns,
  syntheticRecord,
  syntheticRun,
} from '../../project/support/synthetic.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { readNumber, writeNumbered } from '../../support/numbered-pictures.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const see = playwrightExpect.configure({ timeout: 20_000 });
const TRAIN = 3000;
const TEST = 40;
const CLASSES = 3;
const EPOCHS = 4;
/** From here on marks cover no square of a picture that counts. */
const READABLE_SIDE = 136;

const grid = (page: Page) => page.getByRole('grid', { name: 'Gallery' });
const cells = (page: Page) => page.getByRole('gridcell');
const chosen = (page: Page) => page.locator('[role=gridcell][aria-selected=true]');
const leaveControls = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
const status = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).first();
const sampleIn = (name: string) => Number(/^sample (\d+),/.exec(name)?.[1]);
const key = (page: Page, ...names: string[]) =>
  names.reduce((before, name) => before.then(() => page.keyboard.press(name)), Promise.resolve());
const size = (page: Page, side: number) =>
  page.getByRole('slider', { name: 'Tile size' }).fill(String(side));
const seek = (page: Page, epoch: number) =>
  page.getByRole('slider', { name: 'Epoch', exact: true }).fill(String(epoch));

async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search commands' }).fill(title);
  await page.keyboard.press('Enter');
}

async function sortBy(page: Page, field: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Sort by' }).click();
  await page.getByRole('option', { name: field, exact: true }).click();
}

type Seen = { name: string; place: number; number: number | null; marked: boolean };

/** What the cells in view are called, and which numbers the pictures under them carry. */
async function seen(page: Page): Promise<Seen[]> {
  const found = await grid(page).evaluate((element) => {
    const canvas = element.parentElement?.querySelector('canvas');
    const context = canvas?.getContext('2d', { alpha: false });
    if (!canvas || !context) return [];
    const area = canvas.getBoundingClientRect();
    const SQUARES = 5;
    return Array.from(element.querySelectorAll<HTMLElement>('[role=gridcell]'), (cell) => {
      const box = cell.getBoundingClientRect();
      if (box.top < area.top || box.bottom > area.bottom) return null;
      const square = box.width / SQUARES;
      // A hatched picture is read through its lines.
      const side = Math.max(1, Math.floor(square / 2));
      const values = Array.from({ length: SQUARES ** 2 }, (_, i) => {
        const x = box.left - area.left + ((i % SQUARES) + 0.5) * square - side / 2;
        const y = box.top - area.top + (Math.floor(i / SQUARES) + 0.5) * square - side / 2;
        const { data } = context.getImageData(Math.floor(x), Math.floor(y), side, side);
        let sum = 0;
        for (let at = 0; at < data.length; at += 4) sum += data[at] + data[at + 1] + data[at + 2];
        return (sum * 4) / 3 / data.length;
      });
      const marked =
        cell.ariaLabel?.endsWith('trained') !== true || cell.hasAttribute('aria-describedby');
      return { name: cell.ariaLabel ?? '', place: Number(cell.dataset['place']), values, marked };
    }).filter((cell) => cell !== null);
  });
  return found.map(({ values, ...cell }) => ({
    ...cell,
    number: readNumber(5, 5, (x, y) => values[y * 5 + x]),
  }));
}

/** Waits until every cell in view has the picture of its own sample; those are returned. */
async function seenRight(
  page: Page,
  counts: (cell: Seen) => boolean = () => true,
): Promise<Seen[]> {
  let right: Seen[] = [];
  await expect
    .poll(
      async () => {
        right = (await seen(page)).filter(counts);
        const wrong = right.filter(({ name, number }) => sampleIn(name) !== number);
        return right.length === 0 ? 'nothing in view' : wrong;
      },
      { timeout: 30_000, interval: 100 },
    )
    .toEqual([]);
  return right;
}

describe.skipIf(whyNoChromium !== null)('the gallery', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-gallery-'));
  const path = join(folder, 'numbered.mikke');
  const bare = join(folder, 'bare.mikke');
  let shell: BrowserShell;
  let client: Client;
  let page: Page;

  beforeAll(async () => {
    writeNumbered(
      folder,
      { train: TRAIN, test: TEST },
      { height: 20, width: 20, channels: 1 },
      CLASSES,
    );
    const imported = await importDataset({
      ...{ dataset: folder, limit: null, testLimit: null, dataSeed: 0 },
    });
    for (const at of [path, bare]) {
      const project = await openProject(at, { access: 'write', create: true, who: 'a test' });
      const dataset = await project.addDataset(imported);
      for (const name of at === path ? ['first', 'second'] : []) {
        const run = await project.createRun({ ...syntheticRun(dataset), name });
        for (let epoch = 0; epoch < EPOCHS; epoch++) {
          const columns = syntheticColumns(TRAIN, name === 'first' ? epoch : epoch + 1, CLASSES);
          await project.recordEpoch(run, syntheticRecord(epoch), columns);
        }
        await project.finishRun(run, Uint8Array.of(1));
      }
      await project.close();
    }
    shell = await startBrowser();
    client = await connectTo(shell.address);
    await client.call('project.open', { path, create: false });
  });
  beforeEach(async () => {
    page = await shell.openAt(hashOf('gallery', { project: path, run: '1', epoch: '2' }));
    await see(status(page, '3,040 samples at epoch 2')).toBeVisible();
    await cells(page).first().waitFor();
  });
  afterEach(() => page.context().close());
  afterAll(async () => {
    client?.close();
    await shell?.close();
    rmSync(folder, { recursive: true });
  });

  const query = (epoch: number, over: Partial<Query> = {}): Query => ({
    ...{ dataset: 1, moment: { run: 1, epoch }, filter: { all: [] } },
    sort: { by: 'sample', descending: false },
    ...over,
  });
  /** The samples at places of an order, as the shell says. */
  async function expected(of: Query, places: readonly number[]): Promise<number[]> {
    const { samples } = await client.call('samples.window', {
      ...{ query: of, start: 0, end: TRAIN + TEST, shown: null },
    });
    return places.map((place) => samples[place]);
  }
  async function seenInOrder(of: Query, counts?: (cell: Seen) => boolean): Promise<number[]> {
    let places: number[] = [];
    await expect
      .poll(async () => {
        const right = await seenRight(page, counts);
        places = right.map(({ place }) => place);
        const samples = await expected(of, places);
        return right.filter(({ name }, i) => sampleIn(name) !== samples[i]);
      })
      .toEqual([]);
    return expected(of, places);
  }

  test('shows the picture of its own sample on every tile, under orders, filters and scroll positions', async () => {
    await size(page, READABLE_SIDE);
    await seenInOrder(query(2));
    await cells(page).first().focus();
    await key(page, 'Control+End');
    const last = await seenInOrder(query(2));
    expect(last.at(-1)).toBe(TRAIN + TEST - 1);

    await sortBy(page, 'loss');
    const byLoss = { by: 'loss', descending: false } as const;
    // The last samples stand alike in both orders, so that only its top says that the new one is there.
    await see(cells(page).first()).toHaveAttribute('aria-label', /^sample 0,/);
    expect((await seenInOrder(query(2, { sort: byLoss })))[0]).toBe(0);
    await page.locator('.scroller').evaluate((element) => (element.scrollTop = 7777));
    expect((await seenInOrder(query(2, { sort: byLoss })))[0]).toBeGreaterThan(100);

    // Time moves on: it is sorted anew, in place.
    await sortBy(page, 'confidence');
    const byConfidence = { by: 'confidence', descending: false } as const;
    const before = await seenInOrder(query(2, { sort: byConfidence }));
    await seek(page, 3);
    await see(status(page, 'at epoch 3')).toBeVisible();
    expect(await seenInOrder(query(3, { sort: byConfidence }))).not.toEqual(before);
    await sortBy(page, 'loss');

    await command(page, 'Filter: hidden');
    const filter: Filter = { field: 'state', in: ['hidden'] };
    await see(status(page, '750 of 3,040 samples at epoch 3')).toBeVisible();
    await seenInOrder(query(3, { sort: byLoss, filter }));
    await page.getByRole('button', { name: 'Smallest first' }).click();
    await seenInOrder(query(3, { sort: { ...byLoss, descending: true }, filter }));
  });

  test('shows them in mosaics, too, of which only the cells at the focus are in the document', async () => {
    await size(page, 24);
    await seenRight(page, ({ marked }) => !marked);
    expect(await cells(page).count()).toBeLessThan(200);
    const [columns, rows] = [
      Number(await grid(page).getAttribute('aria-colcount')),
      Number(await grid(page).getAttribute('aria-rowcount')),
    ];
    expect(rows).toBe(Math.ceil((TRAIN + TEST) / columns));
    await cells(page).first().focus();
    await key(page, 'Control+End');
    await see(page.locator(':focus')).toHaveAttribute('aria-label', /^sample 3039, label 0, test$/);
  });

  test('is used by keys alone: moves, chooses ranges, inspects, goes to a sample', async () => {
    const focus = page.locator(':focus');
    const columns = Number(await grid(page).getAttribute('aria-colcount'));
    await cells(page).first().focus();
    await key(page, 'ArrowRight', 'ArrowDown');
    await see(focus).toHaveAttribute('aria-label', new RegExp(`^sample ${columns + 1},`));
    await key(page, 'Home', 'Shift+End');
    await see(status(page, `${columns} samples chosen`)).toBeAttached();
    await see(chosen(page)).toHaveCount(columns);
    await key(page, 'x');
    await see(status(page, `${columns - 1} samples chosen`)).toBeAttached();
    await key(page, 'Control+a');
    await see(status(page, '3,040 samples chosen')).toBeAttached();
    await key(page, 'Escape');
    await see(chosen(page)).toHaveCount(0);
    await key(page, 'Control+Home', ' ');
    const story = page.getByRole('region', { name: 'Sample', exact: true });
    await see(story).toContainText('Sample 0');
    await key(page, 'j', 'j', 'j', 'k');
    await see(story).toContainText('Sample 2');
    await see(focus).toHaveAttribute('aria-label', /^sample 2,/);

    await key(page, 'Shift+G');
    await page.getByLabel('Number of the sample').fill('9999');
    await key(page, 'Enter');
    await see(page.getByText('Samples have numbers from 0 to 3,039.')).toBeVisible();
    await page.getByLabel('Number of the sample').fill('2222');
    await key(page, 'Enter');
    await see(page.getByRole('gridcell', { name: /^sample 2222,/ })).toHaveAttribute(
      'aria-current',
      'true',
    );
    // Whoever asks for it again comes back to it.
    const scroller = page.locator('.scroller');
    const scrolledBy = () => scroller.evaluate((element) => element.scrollTop);
    await scroller.evaluate((element) => (element.scrollTop = 0));
    await key(page, 'Shift+G');
    await page.getByLabel('Number of the sample').fill('2222');
    await key(page, 'Enter');
    await expect.poll(scrolledBy).toBeGreaterThan(0);
    await leaveControls(page);
    await key(page, 'k');
    await see(story).toContainText('Sample 2221');
  });

  test('is used by a pointer: a band, ranges and single tiles are chosen', async () => {
    const tile = (place: number) => page.locator(`[data-place="${place}"]`);
    const columns = Number(await grid(page).getAttribute('aria-colcount'));
    const [from, to] = [await tile(1).boundingBox(), await tile(columns + 3).boundingBox()];
    if (from === null || to === null) throw new Error('The tiles cannot be seen.');
    await page.mouse.move(from.x + 30, from.y + 30);
    await page.mouse.down();
    await page.mouse.move(to.x + 20, to.y + 20, { steps: 4 });
    await page.mouse.up();
    await see(status(page, '6 samples chosen')).toBeAttached();
    await tile(2).click({ modifiers: ['ControlOrMeta'] });
    await see(status(page, '5 samples chosen')).toBeAttached();
    await tile(8).click({ modifiers: ['Shift'] });
    await see(status(page, '7 samples chosen')).toBeAttached();
    // Another order has other samples at these places; this one gets them back.
    await sortBy(page, 'loss');
    await see(chosen(page)).toHaveCount(0);
    await sortBy(page, 'sample number');
    await see(chosen(page)).toHaveCount(7);
    // A band with Shift adds to what is chosen, and without it takes its place.
    const band = async () => {
      await page.mouse.move(to.x + 30, to.y + 30);
      await page.mouse.down();
      await page.mouse.move(to.x + to.width + 20, to.y + 40, { steps: 4 });
      await page.mouse.up();
    };
    await page.keyboard.down('Shift');
    await band();
    await page.keyboard.up('Shift');
    await see(chosen(page)).toHaveCount(9);
    await band();
    await see(chosen(page)).toHaveCount(2);
    await key(page, 'Escape');
  });

  test('keeps the sample under the pointer while it zooms', async () => {
    await page.locator('.scroller').evaluate((element) => (element.scrollTop = 5000));
    const box = await grid(page).boundingBox();
    if (box === null) throw new Error('The grid cannot be seen.');
    const at = { x: box.x + box.width * 0.4, y: box.y + box.height * 0.6 };
    const under = async () => {
      await page.mouse.move(at.x + 1, at.y);
      await page.mouse.move(at.x, at.y);
      return page.locator('.why b').innerText();
    };
    await expect.poll(under).toMatch(/^sample \d+$/);
    const before = await under();
    const side = page.getByRole('slider', { name: 'Tile size' });
    await page.keyboard.down('Control');
    for (const wheel of [-100, -100, -100, 100, 100, 100, 100]) {
      const was = await side.inputValue();
      await page.mouse.wheel(0, wheel);
      await see(side).not.toHaveValue(was);
      expect(await under()).toBe(before);
    }
    await page.keyboard.up('Control');
  });

  test('holds the tiles still in hide-and-seek, and lets what is shown of them follow the cursor', async () => {
    await sortBy(page, 'confidence');
    await see(status(page, 'at epoch 2')).toBeVisible();
    const namesOf = async () => (await seen(page)).map(({ name }) => name);
    await expect
      .poll(async () => (await namesOf()).map(sampleIn))
      .toEqual(
        await expected(
          query(2, { sort: { by: 'confidence', descending: false } }),
          (await seen(page)).map(({ place }) => place),
        ),
      );
    const before = await namesOf();
    await leaveControls(page);
    await key(page, 'h', 'ArrowRight');
    const { count } = await client.call('samples.find', {
      query: query(3, { filter: { field: 'state', in: ['hidden'] } }),
    });
    await see(status(page, `Held as at epoch 2: ${count} of them hidden at epoch 3`)).toBeVisible();
    await see(status(page, '3,040 samples at epoch 3')).toBeVisible();
    const after = await namesOf();
    expect(after.map(sampleIn)).toEqual(before.map(sampleIn));
    expect(after).not.toEqual(before);
    await key(page, 'h');
    await expect
      .poll(async () => (await namesOf()).map(sampleIn))
      .not.toEqual(before.map(sampleIn));

    // Another project has an order of its own.
    await page.evaluate((hash) => (location.hash = hash), hashOf('gallery', { project: bare }));
    await see(page.getByText('No run has trained on these samples yet.')).toBeVisible();
    await see(page.getByRole('combobox', { name: 'Sort by' })).toHaveText('sample number');
  });

  test('compares two epochs and two runs side by side, and filters by what they have in common', async () => {
    await cells(page).first().hover();
    await see(page.locator('.why b')).toHaveText('sample 0');
    // The pointer stays where it is.
    await leaveControls(page);
    await key(page, 'm');
    await see(page.getByRole('tab', { name: 'Map' })).toHaveAttribute('aria-selected', 'true');
    await page.getByRole('tab', { name: 'Compare' }).click();
    const part = (name: string) =>
      page.getByRole('group', { name: 'Hidden samples' }).getByRole('button', { name });
    const [a, b] = [
      { run: 1, epoch: 1 },
      { run: 1, epoch: 2 },
    ];
    await page.getByRole('spinbutton', { name: 'Epoch on the left' }).fill('1');
    await key(page, 'Tab');
    const counts = await client.call('samples.overlap', { a, b });
    await see(part('only on the right')).toHaveText(new RegExp(`${counts.onlyB}$`));
    await see(part('in neither')).toHaveText(new RegExp(`${counts.neither.toLocaleString('en')}$`));
    await part('only on the right').click();
    await see(status(page, `${counts.onlyB} of 3,040 samples`)).toBeVisible();
    await see(cells(page).first()).toHaveAttribute(
      'aria-label',
      /(trained|moved back) at epoch 1, hidden at epoch 2$/,
    );
    await part('only on the right').click();

    await page.getByRole('combobox', { name: 'Run on the left' }).click();
    await page.getByRole('option', { name: 'second' }).click();
    const others = await client.call('samples.overlap', { a: { run: 2, epoch: 1 }, b });
    await see(part('hidden in both')).toHaveText(new RegExp(`${others.both}$`));
    await see(cells(page).first()).toHaveAttribute(
      'aria-label',
      /at epoch 1 of second, .* at epoch 2 of first$/,
    );
    await cells(page).first().hover();
    await see(page.locator('.why')).toContainText('sample 0 at epoch 1 of second: ');
    await page.getByRole('button', { name: 'Losses over the epochs' }).click();
    await see(page.getByRole('slider', { name: 'Tile size' })).toHaveValue('80');
    await page.getByRole('tab', { name: 'Grid' }).click();
  });

  test('keeps its tiles while the connection is lost, and goes on when it is back', async () => {
    let cut = false;
    let socket: WebSocketRoute | undefined;
    await page.routeWebSocket(/\/rpc$/, async (route) => {
      if (cut) return route.close();
      socket = route;
      route.connectToServer();
    });
    await page.reload();
    await size(page, READABLE_SIDE);
    const before = await seenInOrder(query(2));
    cut = true;
    await socket?.close();
    await see(
      page.getByRole('alert').filter({ hasText: 'connection to Mikke was lost' }),
    ).toBeVisible();
    await seek(page, 3);
    expect(await seenInOrder(query(2))).toEqual(before);
    cut = false;
    await see(status(page, 'at epoch 3')).toBeVisible();
    await cells(page).first().focus();
    await key(page, 'Control+End');
    expect((await seenInOrder(query(3))).at(-1)).toBe(TRAIN + TEST - 1);
  });

  test('says what it has of a data set that no run has trained on', async () => {
    const other = await shell.openAt(hashOf('gallery', { project: bare }));
    await see(status(other, '3,040 samples')).toBeVisible();
    await see(other.getByText('No run has trained on these samples yet.')).toBeVisible();
    await see(cells(other).first()).toHaveAttribute(
      'aria-label',
      'sample 0, label 0, not recorded',
    );
    await other.context().close();
  });
});
