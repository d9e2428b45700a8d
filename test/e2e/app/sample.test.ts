/** The page of one sample: what it is, how the network saw it, why it was hidden, and how it went on in every run. */
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect as playwrightExpect, type Locator, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packFlags } from '../../../src/core/ledger/bits.ts';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { showingOf } from '../../../src/core/recipe/showing.ts';
import { buildDataset } from '../../../src/dataset/build.ts';
import { loadDataset } from '../../../src/dataset/load.ts';
import { imageOf, type Samples } from '../../../src/dataset/samples.ts';
import { pictureOf, seenAs } from '../../../src/dataset/seen.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { syntheticColumns, syntheticRecord } from '../../project/support/synthetic.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { writeShapes } from '../../support/idx-folder.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const see = playwrightExpect.configure({ timeout: 20_000 });

const TRAIN = 60;
const TEST = 9;
const CLASSES = 3;
const EPOCHS = 4;
const strong = { augment: 'randaugment', magnitude: 9, cropPadding: 2, flip: true, erase: 0.4 };
const recipe = parseRecipe({ ...strong, hide: 0.3 });

const record = (epoch: number) => ({ ...syntheticRecord(epoch), viewHeight: 6, viewWidth: 6 });
/** Sample 7 is hidden in epochs 1 and 2, and moved back in epoch 3, as it is wrong before. */
function columns(samples: number, epoch: number) {
  const given = syntheticColumns(samples, epoch, CLASSES);
  const only = (of: boolean) =>
    packFlags(Uint8Array.from({ length: samples }, (_, i) => Number(i === 7 && of)));
  given.loss[7] = 0.001;
  return {
    ...given,
    hidden: only(epoch === 1 || epoch === 2),
    movedBack: only(epoch === 3),
  };
}

async function addRun(project: Project, name: string, dataset: number, samples: number) {
  const versions = { mikke: '0.1.0' };
  const schedule = fullSchedule(recipe);
  const run = await project.createRun({ name, recipe, schedule, dataset, versions });
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    await project.recordEpoch(run, record(epoch), columns(samples, epoch));
  }
  return run;
}

describe.skipIf(whyNoChromium !== null)('the page of a sample', () => {
  let shell: BrowserShell;
  let folder: string;
  let project: string;
  let train: Samples;
  let dataset: ReturnType<typeof buildDataset>['record'];

  const build = (source: string, limit: number | null) =>
    buildDataset(
      { name: 'shapes', folder: source, files: {}, limit, testLimit: null, dataSeed: 0 },
      () => undefined,
    );
  const datasetFolder = (name: string, samples = TRAIN) => {
    const path = join(folder, name);
    mkdirSync(path);
    writeShapes(path, samples, TEST);
    return path;
  };

  beforeAll(async () => {
    shell = await startBrowser();
    ({ folder } = shell);
    project = join(folder, 'runs.mikke');
    const whole = build(datasetFolder('shapes'), null);
    dataset = whole.record;
    ({ train } = loadDataset(dataset.source));
    const part = build(dataset.source.folder, 30);
    const writing = await openProject(project, { access: 'write', create: true, who: 'a test' });
    const ids = [await writing.addDataset(whole), await writing.addDataset(part)];
    await addRun(writing, 'a part', ids[1], 30);
    await addRun(writing, 'the first', ids[0], TRAIN);
    await addRun(writing, 'the second', ids[0], TRAIN);
    await writing.close();
  });
  afterAll(() => shell?.close());

  const storyOf = (page: Page) => page.getByRole('region', { name: 'Sample', exact: true });
  const open = (query: Record<string, string>) =>
    shell.openAt(hashOf('gallery', { project, run: '2', epoch: '2', ...query }));
  /** The first channel of what is drawn. */
  const drawn = (picture: Locator) =>
    picture.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, pixel) => data[4 * pixel]);
    });
  const seenAt = (epoch: number, state: 'trained' | 'hidden') => {
    const showing = showingOf(recipe, fullSchedule(recipe), record(epoch), dataset, {
      ...{ state, forwarded: true },
    });
    return [...pictureOf(seenAs(dataset, 7, imageOf(train, 7), showing).shown, dataset)];
  };

  test('shows the picture at full size and as the network saw it, and says why it was hidden', async () => {
    const page = await open({ sample: '7' });
    const story = storyOf(page);
    const picture = story.getByRole('img', { name: 'Picture of sample 7' });
    const seen = (epoch: number) =>
      story.getByRole('img', { name: `Sample 7 as the network saw it at epoch ${epoch}` });
    await see(seen(2)).toBeVisible();
    await see.poll(() => drawn(picture)).toEqual([...imageOf(train, 7)]);
    await see.poll(() => drawn(seen(2))).toEqual(seenAt(2, 'hidden'));
    await see(story).toContainText(
      'Hidden, and forwarded without learning at the end of the epoch.',
    );
    await see(story).toContainText('Not augmented.');
    await see(story).toContainText('Shown at 6 x 6 px of 10 x 10 px, by its low frequencies.');
    await see(story).toContainText('rank 1 of 18 candidates, 17 places from the edge');

    // By keys alone: the state band moves the cursor that all share.
    await story.getByRole('slider', { name: 'State history' }).press('ArrowRight');
    await see(seen(3)).toBeVisible();
    await see.poll(() => drawn(seen(3))).toEqual(seenAt(3, 'trained'));
    await see(story).toContainText(/Augmented: .*moved \d px/);
    await see(story.getByRole('list', { name: 'Tests to be hidden' })).toContainText('not passed');
    await see(page.getByRole('slider', { name: 'Epoch', exact: true })).toHaveValue('3');

    await story.getByText('History as a table').click();
    const rows = story.getByRole('table').getByRole('row');
    await see(rows.nth(2)).toContainText('hidden');
    await see(rows.nth(4)).toContainText('moved back');

    // Of the other run of the same data set, and of one that knows it by another number.
    const runs = story.getByRole('region', { name: 'In every run' });
    await see(runs.getByRole('img', { name: 'in the second: hidden 2 of 4 epochs' })).toBeVisible();
    const part = runs.getByRole('listitem').filter({ hasText: 'a part' });
    await see(part).toContainText(/sample \d+ there|does not have this picture/);
    await runs.getByRole('button', { name: 'the second' }).press('Enter');
    await see.poll(() => page.url()).toContain('run=3&epoch=3&sample=7');
    await page.context().close();
  });

  test('goes through the query by keys, on a page of its own where pictures are enlarged', async () => {
    const page = await open({ sample: '7' });
    const story = storyOf(page);
    await see(story.getByText('8 of 69')).toBeVisible();
    await page.keyboard.press('j');
    await see(story.getByRole('heading', { name: 'Sample 8' })).toBeVisible();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await see(story.getByRole('heading', { name: 'Sample 6' })).toBeVisible();
    await see(story.getByText('7 of 69')).toBeVisible();

    await page.keyboard.press('f');
    await see(page.getByRole('heading', { level: 1, name: 'Sample 6' })).toBeVisible();
    const zoom = story.getByRole('group', { name: 'Zoom' });
    const said = () => zoom.getByRole('status').innerText();
    const view = story.getByRole('group', { name: 'Picture of sample 6' });
    await view.focus();
    const fit = await said();
    await page.keyboard.press('1');
    expect(await said()).toBe('100 %');
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    expect(await said()).toBe('300 %');
    await page.keyboard.press('-');
    expect(await said()).toBe('200 %');
    await page.keyboard.press('0');
    expect(await said()).toBe(fit);
    await view.hover();
    await page.mouse.wheel(0, -100);
    await see.poll(said).not.toBe(fit);
    await see(zoom.getByRole('button', { name: 'Fit' })).toHaveAttribute('aria-pressed', 'false');
    const violations = async () =>
      (await new AxeBuilder({ page }).include('.sample').analyze()).violations;
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations()).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.keyboard.press('f');
    await see(zoom).toHaveCount(0);
    expect(await violations()).toEqual([]);
    await page.context().close();
  });

  test('says of a sample without a history why it has none', async () => {
    const page = await open({ sample: String(TRAIN + 2) });
    const story = storyOf(page);
    await see(story).toContainText('A test sample');
    await see(
      story.getByRole('img', { name: `Sample ${TRAIN + 2} as the network saw it` }),
    ).toBeVisible();
    await see(story).toContainText('in the evaluation after each epoch');
    await page.goto(page.url().replace(`sample=${TRAIN + 2}`, 'sample=500'));
    await see(story).toContainText(
      'The data set has 69 samples, and sample 500 is not among them.',
    );
    await page.context().close();
  });

  test('keeps the thumbnail beside a sentence where the files are gone, and looks again when asked', async () => {
    const page = await open({ sample: '7' });
    const story = storyOf(page);
    const picture = story.getByRole('img', { name: 'Picture of sample 7' });
    await see.poll(() => drawn(picture)).toEqual([...imageOf(train, 7)]);
    const { folder: source } = dataset.source;
    renameSync(source, `${source}-away`);
    try {
      // Whoever holds the files open reads them as before: another data set lets them go.
      await page.goto(page.url().replace('run=2', 'run=1').replace('sample=7', 'sample=3'));
      await see(story).toContainText('The files of the data set are no longer in');
      await page.goto(page.url().replace('run=1', 'run=2').replace('sample=3', 'sample=7'));
      await see(story).toContainText('The files of the data set are no longer in');
      await see.poll(() => drawn(picture)).toEqual([...imageOf(train, 7)]);
    } finally {
      renameSync(`${source}-away`, source);
    }
    await story.getByRole('button', { name: 'Try again' }).first().click();
    await see(story.getByText('The files of the data set are no longer in')).toHaveCount(0);
    await page.context().close();
  });

  test('lets the history of a run that is recorded grow in place', async () => {
    const path = join(folder, 'growing.mikke');
    const writer = await openProject(path, { access: 'write', create: true, who: 'a recorder' });
    const id = await writer.addDataset(build(datasetFolder('others', 40), null));
    const run = await addRun(writer, 'grows', id, 40);
    const page = await shell.openAt(hashOf('gallery', { project: path, run: '1', sample: '7' }));
    const band = storyOf(page).getByRole('slider', { name: 'State history' });
    await see(band).toHaveAttribute('aria-valuemax', '3');
    // What is being exported stays the same, and in view.
    await page.getByRole('gridcell').first().focus();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export samples' });
    await see(dialog).toBeVisible();
    await writer.recordEpoch(run, record(EPOCHS), columns(40, EPOCHS));
    await see(page.locator('section.sample')).toContainText('2 of 5');
    await see(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await see(band).toHaveAttribute('aria-valuemax', '4');
    await page.context().close();
    await writer.close();
  });

  test('works out features when asked, and goes to a neighbour', async () => {
    const copy = join(folder, 'copy.mikke');
    copyFileSync(SAMPLE, copy);
    const page = await shell.openAt(hashOf('gallery', { project: copy, run: '2', sample: '300' }));
    const near = storyOf(page).getByRole('region', { name: 'Nearest neighbours' });
    await near.getByRole('button', { name: 'Work out features' }).click();
    const first = near.getByRole('button', { name: /^Sample \d+, distance/ }).first();
    await see(first).toBeVisible();
    const other = /\d+/.exec((await first.getAttribute('aria-label')) ?? '')?.[0];
    await first.press('Enter');
    await see(storyOf(page).getByRole('heading', { name: `Sample ${other}` })).toBeVisible();
    await page.context().close();
  });
});
