/** What a sample will look like, in the schedule: the pixels that training will see. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resampleImage } from '../../../src/core/view/resample-image.ts';
import { snapped } from '../../../src/core/view/side.ts';
import { loadDataset } from '../../../src/dataset/load.ts';
import { imageOf, type Samples } from '../../../src/dataset/samples.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const see = playwrightExpect.configure({ timeout: 30_000 });

describe.skipIf(whyNoChromium !== null)('the strip of a sample', () => {
  let shell: BrowserShell;
  let train: Samples;
  let project: string;
  beforeAll(async () => {
    shell = await startBrowser();
    project = join(shell.folder, 'copy.mikke');
    copyFileSync(SAMPLE, project);
    const client = await connectTo(shell.address);
    await client.call('project.open', { path: project, create: false });
    const { source } = (await client.call('project.datasets', {})).at(-1)!;
    client.close();
    train = loadDataset(source).train;
  });
  afterAll(() => shell?.close());

  const stripOf = (page: Page) =>
    page.getByRole('region', { name: 'What a sample will look like' });
  const openAt = (query: Record<string, string>) =>
    shell.openAt(hashOf('schedule', { project, run: '2', ...query }));

  /** Red of the picture that has this name. */
  const redOf = (page: Page, name: string) =>
    stripOf(page)
      .getByRole('img', { name })
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
        return Array.from({ length: width * height }, (_, pixel) => data[4 * pixel]);
      });

  test('shows the selected sample whole, pixel by pixel, and follows the time cursor', async () => {
    const page = await openAt({ epoch: '6', sample: '300' });
    const whole = 'Sample 300 at epoch 6 · 28 x 28 px';
    await see(stripOf(page).getByRole('img', { name: whole })).toBeVisible();
    expect(await redOf(page, whole)).toEqual([...imageOf(train, 300)]);
    await page.getByRole('slider', { name: 'Epoch', exact: true }).press('ArrowRight');
    await see(
      stripOf(page).getByRole('img', { name: 'Sample 300 at epoch 7 · 28 x 28 px' }),
    ).toBeVisible();
    await page.context().close();
  });

  test('shows a smaller bandwidth as the model will be shown it', async () => {
    const page = await openAt({ epoch: '6' });
    const keyframe = page.getByRole('slider', { name: 'bandwidth at epoch 0' });
    for (let i = 0; i < 4; i++) await keyframe.press('PageDown');
    const value = Number(await keyframe.getAttribute('aria-valuenow'));
    const side = snapped(28 * value, 28);
    expect(side).toBeLessThan(28);

    const name = `Sample 0 at epoch 6 · ${side} x ${side} px`;
    await see(stripOf(page).getByRole('img', { name })).toBeVisible();
    const view = { height: side, width: side, resampling: 'frequency' } as const;
    const expected = resampleImage(imageOf(train, 0), train.shape, view);
    expect(await redOf(page, name)).toEqual([...Uint8ClampedArray.from(expected)]);
    await page.context().close();
  });

  test('goes from sample to sample where none is selected', async () => {
    const page = await openAt({ epoch: '6' });
    await stripOf(page).getByRole('button', { name: 'Next sample of the strip' }).click();
    await see(stripOf(page).getByRole('img', { name: 'Sample 1 at epoch 6' })).toBeVisible();
    await page.context().close();
  });
});
