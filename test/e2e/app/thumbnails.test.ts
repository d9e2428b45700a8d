/** Thumbnails while they are made, and when the data set's files are not what they were. */
import { mkdirSync, renameSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importDataset } from '../../../src/dataset/import.ts';
import { makeThumbnails } from '../../../src/jobs/thumbnails.ts';
import { openProject } from '../../../src/project/project.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { readNumber, writeNumbered, type Shape } from '../../support/numbered-pictures.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const see = playwrightExpect.configure({ timeout: 30_000 });

describe.skipIf(whyNoChromium !== null)('thumbnails', () => {
  let shell: BrowserShell;
  beforeAll(async () => {
    shell = await startBrowser();
  });
  afterAll(() => shell?.close());

  /** A project with a data set of numbered pictures, and the thumbnails of its first batch. */
  async function halfMade(name: string, train: number, shape: Shape) {
    const images = join(shell.folder, `${name} images`);
    mkdirSync(images);
    writeNumbered(images, { train, test: 10 }, shape);
    const path = join(shell.folder, `${name}.mikke`);
    const project = await openProject(path, { access: 'write', create: true, who: 'a test' });
    const whole = { limit: null, testLimit: null, dataSeed: 0 };
    await project.addDataset(await importDataset({ dataset: images, ...whole }));
    const stop = new AbortController();
    await makeThumbnails(project, 1, () => Promise.resolve(stop.abort()), stop.signal);
    const { done } = await project.thumbnails(1);
    await project.close();
    return { images, path, done };
  }

  /** What the tiles in view are called, and the numbers that are drawn there; null where there is no picture. */
  async function tilesIn(page: Page): Promise<{ sample: number; drawn: number | null }[]> {
    const grid = await page.getByRole('grid', { name: 'Gallery' }).evaluate((element) => {
      const window = element.closest('.scroller') ?? element.parentElement!;
      const { top, bottom } = window.getBoundingClientRect();
      return { top, bottom };
    });
    const cells = await page.getByRole('gridcell').evaluateAll((elements) =>
      elements.map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { name: element.getAttribute('aria-label') ?? '', x, y, width, height };
      }),
    );
    const png = await page.screenshot();
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    return cells
      .filter(({ y, height }) => y >= grid.top && y + height <= grid.bottom)
      .map(({ name, x, y, width, height }) => {
        const brightnessAt = (dx: number, dy: number) =>
          data[(Math.round(y + dy) * info.width + Math.round(x + dx)) * info.channels];
        const [, sample] = /^sample (\d+)/.exec(name) ?? [];
        return { sample: Number(sample), drawn: readNumber(width, height, brightnessAt) };
      });
  }

  /** Waits until every tile in view shows its own sample's picture, and says how many there are. */
  async function seeOwnPictures(page: Page): Promise<number> {
    let tiles: Awaited<ReturnType<typeof tilesIn>> = [];
    await expect
      .poll(
        async () => {
          tiles = await tilesIn(page);
          return tiles.filter(({ sample, drawn }) => drawn !== sample);
        },
        { timeout: 30_000 },
      )
      .toEqual([]);
    return tiles.length;
  }

  const open = (path: string) => shell.openAt(hashOf('gallery', { project: path }));
  const status = (page: Page, text: string | RegExp) =>
    page.getByRole('status').filter({ hasText: text });

  test('half made, of a data set that is away, are shown as far as they are, and made when it is back', async () => {
    const { images, path, done } = await halfMade('large', 700, {
      height: 60,
      width: 80,
      channels: 3,
    });
    expect(done).toBe(256);
    renameSync(images, `${images} away`);
    const page = await open(path);
    await see(status(page, 'are no longer in')).toBeVisible();
    expect(await seeOwnPictures(page)).toBeGreaterThan(20);
    const grid = page.getByRole('grid', { name: 'Gallery' });
    await grid.getByRole('gridcell').first().press('Control+End');
    await see(page.getByRole('gridcell', { name: /^sample 709,/ })).toBeFocused();
    const waiting = await tilesIn(page);
    expect(waiting.length).toBeGreaterThan(20);
    expect(waiting.filter(({ drawn }) => drawn !== null)).toEqual([]);

    // Opened again, the project makes the rest while one looks.
    renameSync(`${images} away`, images);
    await page.reload();
    await see(status(page, 'are no longer in')).toHaveCount(0);
    await see(status(page, /^Thumbnails:/)).toHaveCount(0);
    await grid.getByRole('gridcell').first().press('Control+End');
    await seeOwnPictures(page);
    await page.context().close();
  });

  test('of pictures that the files no longer hold are said to be missing, one by one', async () => {
    const { images, path, done } = await halfMade('cut', 1100, {
      height: 20,
      width: 20,
      channels: 1,
    });
    expect(done).toBe(1024);
    truncateSync(join(images, 'train-images-idx3-ubyte'), 16 + 1098 * 400);
    const page = await open(path);
    await see(status(page, '2 pictures cannot be shown')).toBeVisible();
    const cell = page.getByRole('gridcell').first();
    await cell.press('Control+End');
    const missing = page.getByRole('gridcell', { name: /^sample 1098,/ });
    await missing.hover();
    await see(
      page.getByText('its picture is missing: the files of the data set end before it'),
    ).toBeVisible();
    const tiles = await tilesIn(page);
    const wrong = tiles.filter(({ sample, drawn }) => drawn !== sample).map(({ sample }) => sample);
    expect(wrong).toEqual([1098, 1099]);
    await page.context().close();
  });
});
