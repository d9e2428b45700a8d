/** Finding samples in the gallery: the filter, facets, views, the confusion matrix and the data map. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect as playwrightExpect, type Locator, type Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasBit } from '../../../src/core/ledger/bits.ts';
import type { Filter } from '../../../src/core/query/query.ts';
import type { Client } from '../../../src/rpc/client.ts';
import type { Output } from '../../../src/rpc/contract.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
const [RUN, EPOCH, EPOCHS] = [2, 6, 12];
const TRAIN = 3000;
const TOTAL = 4000;

const see = playwrightExpect.configure({ timeout: 20_000 });
const count = (samples: number) => samples.toLocaleString('en');

describe.skipIf(whyNoChromium !== null)('in the gallery', () => {
  let shell: BrowserShell;
  let client: Client;
  let page: Page;
  let epochs: Output<'samples.columns'>[];
  let labels: Uint16Array;
  const project = () => join(shell.folder, 'sample.mikke');
  const open = () =>
    shell.openAt(hashOf('gallery', { project: project(), run: `${RUN}`, epoch: `${EPOCH}` }));

  beforeAll(async () => {
    shell = await startBrowser();
    copyFileSync(SAMPLE, project());
    client = await connectTo(shell.address);
    await client.call('project.open', { path: project(), create: false });
    labels = await client.call('dataset.labels', { dataset: 1 });
    epochs = await Promise.all(
      Array.from({ length: EPOCHS }, (_, epoch) =>
        client.call('samples.columns', { run: RUN, epoch }),
      ),
    );
    page = await open();
  });
  afterAll(async () => {
    client?.close();
    await shell?.close();
  });
  beforeEach(async () => {
    const clear = button('Clear');
    await page.getByRole('tab', { name: 'Grid' }).click();
    if (await clear.isVisible()) await clear.click();
    await see(found()).toContainText(`${count(TOTAL)} samples`);
  });

  const button = (name: string, within: Page | Locator = page) =>
    within.getByRole('button', { name, exact: true });
  const found = () => page.locator('.gallery > footer [role=status]').first();
  const terms = () => page.getByRole('group', { name: 'Filter', exact: true });
  const seeFound = (samples: number) =>
    see(found()).toContainText(`${count(samples)} of ${count(TOTAL)} samples`);
  const facet = async (name: string) => {
    const head = page.getByRole('button', { name, exact: true, expanded: false });
    if (await head.isVisible()) await head.click();
    return page.getByRole('group', { name: `Filter by ${name}`, exact: true });
  };

  /** Training samples for which something holds at the epoch. */
  const those = (
    holds: (of: { loss: number; hidden: boolean; label: number; predicted: number }) => boolean,
  ): number[] => {
    const { loss, hidden, predicted } = epochs[EPOCH];
    return Array.from({ length: TRAIN }, (_, sample) => sample).filter((sample) =>
      holds({
        ...{ loss: loss[sample], hidden: hasBit(hidden, sample) },
        ...{ label: labels[sample], predicted: predicted[sample] },
      }),
    );
  };

  test('a filter is built by the mouse, term by term, and negated', async () => {
    await button('Add a filter').click();
    await page.getByRole('option', { name: 'loss', exact: true }).click();
    await page.getByRole('textbox', { name: 'at most' }).fill('0.1');
    await button('Add').click();
    await seeFound(those(({ loss }) => loss <= 0.1).length);

    await button('Add a filter').click();
    await page.getByRole('option', { name: 'state', exact: true }).click();
    await page.getByRole('checkbox', { name: 'hidden' }).check();
    await button('Add').click();
    await seeFound(those(({ loss, hidden }) => loss <= 0.1 && hidden).length);

    await button('Negate hidden').click();
    // What no run says anything of is not hidden, but has no loss either.
    await seeFound(those(({ loss, hidden }) => loss <= 0.1 && !hidden).length);

    await button('loss at most 0.1', terms()).click();
    await page.getByRole('textbox', { name: 'at most' }).fill('0.01');
    await button('Apply').click();
    await seeFound(those(({ loss, hidden }) => loss <= 0.01 && !hidden).length);

    await button('Remove not hidden').click();
    await seeFound(those(({ loss }) => loss <= 0.01).length);
    await button('Clear').click();
    await see(found()).toHaveText(/^4,000 samples/);
  });

  test('a filter is built by keys alone, and says what is wrong with it', async () => {
    await page.getByRole('tab', { name: 'Grid' }).focus();
    await page.keyboard.press('/');
    await page.keyboard.type('sample n');
    await page.keyboard.press('Enter');
    await page.keyboard.type('3, cat');
    await page.keyboard.press('Enter');
    await see(page.getByRole('alert')).toContainText('“cat” is no sample number');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('3, 17, 40-60');
    await page.keyboard.press('Enter');
    await seeFound(23);

    const term = button('samples 3, 17, 40-60', terms());
    await term.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await seeFound(TOTAL - 23);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await see(found()).toContainText(`${count(TOTAL)} samples`);
    await see(button('Add a filter')).toBeFocused();

    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('Filter: hidden');
    await page.keyboard.press('Enter');
    await seeFound(those(({ hidden }) => hidden).length);
    await page.getByRole('tab', { name: 'Grid' }).focus();
    await page.keyboard.press('Shift+c');
    await see(found()).toContainText(`${count(TOTAL)} samples`);
  });

  test('a facet counts what passes the rest of the filter, and filters by what is pressed in it', async () => {
    const ofClass = (label: number) => those((of) => of.label === label && of.hidden).length;
    const state = await facet('state');
    await state.getByRole('button', { name: /^hidden/ }).click();
    const classes = await facet('class');
    await see(classes.getByRole('button', { name: `7: ${count(ofClass(7))} of` })).toBeVisible();
    await classes.getByRole('button', { name: /^7:/ }).click();
    await seeFound(ofClass(7));
    await classes.getByRole('button', { name: /^2:/ }).click({ modifiers: ['ControlOrMeta'] });
    await seeFound(ofClass(7) + ofClass(2));
    await see(button('class 7, 2', terms())).toBeVisible();
    // By keys as well: that one alone, and then none.
    await classes.getByRole('button', { name: /^2:/ }).focus();
    await page.keyboard.press('Enter');
    await seeFound(ofClass(2));
    await button('Clear class').click();
    await seeFound(those(({ hidden }) => hidden).length);
  });

  test('a histogram filters by a stroke over it, and by the keys of its two ends', async () => {
    const loss = await facet('loss');
    const strip = loss.locator('svg');
    await strip.scrollIntoViewIfNeeded();
    const box = await strip.boundingBox();
    if (box === null) throw new Error('The histogram cannot be seen.');
    const y = box.y + box.height / 2;
    // The axis goes from 1e-6 to 100: five of its eight powers of ten are below 0.1.
    await page.mouse.move(box.x + box.width - 2, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, y);
    await page.mouse.move(box.x + box.width * (5 / 8) + 1, y);
    await page.mouse.up();
    await see(button('loss at least 0.1', terms())).toBeVisible();
    await seeFound(those((of) => of.loss >= Math.fround(0.1)).length);

    await loss.getByRole('slider', { name: 'Lowest loss' }).focus();
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight');
    await see(button('loss at least 1', terms())).toBeVisible();
    await loss.getByRole('slider', { name: 'Highest loss' }).focus();
    await page.keyboard.press('Home');
    await see(button('loss 1 to 1.47', terms())).toBeVisible();
    await seeFound(those((of) => of.loss >= 1 && of.loss <= 1.47).length);
    // A click without a stroke takes the range away.
    await strip.click();
    await see(found()).toContainText(`${count(TOTAL)} samples`);
  });

  test('a view that is saved is opened in another window, renamed, removed and put back', async () => {
    const hidden = those((of) => of.hidden && of.label === 3).length;
    await (await facet('state')).getByRole('button', { name: /^hidden/ }).click();
    await (await facet('class')).getByRole('button', { name: /^3:/ }).click();
    await button('Views').click();
    await button('Save as a view…').click();
    const dialog = page.getByRole('dialog', { name: 'Save as a view' });
    await button('Save', dialog).click();
    await see(dialog.getByRole('alert')).toHaveText('Give it a name.');
    await dialog.getByLabel('Name').fill('hidden threes');
    await button('Save', dialog).click();
    await see(button('hidden threes')).toBeVisible();

    const other = await open();
    await button('Views', other).click();
    await button('hidden threes', other).click();
    await see(other.locator('.gallery > footer')).toContainText(`${hidden} of 4,000 samples`);

    await button('hidden threes').click();
    await button('Rename hidden threes').click();
    const rename = page.getByRole('dialog', { name: 'Rename the view' });
    await rename.getByLabel('Name').fill('threes');
    await button('Rename', rename).click();
    await see(button('threes', other)).toBeVisible();

    await button('threes', other).click();
    await button('Remove threes', other).click();
    await see(button('Views')).toBeVisible();
    await other.keyboard.press('Escape');
    await see(other.getByText('“threes” was removed.')).toBeVisible();
    await button('Undo', other).first().click();
    await see(button('threes')).toBeVisible();
    await other.context().close();

    await button('threes').click();
    await page.getByRole('button', { name: /^Likely label errors/ }).click();
    await seeFound(TRAIN);
    await see(page.getByRole('combobox', { name: 'Sort by' })).toContainText('margin');
  });

  test('a cell of the confusion matrix opens exactly its samples', async () => {
    const pairs = new Map<string, number[]>();
    for (const sample of those((of) => of.label !== of.predicted)) {
      const key = `${labels[sample]} ${epochs[EPOCH].predicted[sample]}`;
      pairs.set(key, [...(pairs.get(key) ?? []), sample]);
    }
    const [[pair, samples]] = [...pairs].toSorted(([, a], [, b]) => b.length - a.length);
    const [label, predicted] = pair.split(' ').map(Number);

    await page.getByRole('tab', { name: 'Confusion' }).click();
    const matrix = page.getByRole('grid', { name: 'Confusion matrix' });
    await see(
      page.getByRole('button', { name: `${label} taken for ${predicted} ${samples.length}` }),
    ).toBeVisible();
    await matrix.locator('[role=gridcell][tabindex="0"]').focus();
    await page.keyboard.press('Control+Home');
    for (let i = 0; i < label; i++) await page.keyboard.press('ArrowDown');
    for (let i = 0; i < predicted; i++) await page.keyboard.press('ArrowRight');
    const name = `label ${label}, predicted ${predicted}: ${samples.length} samples`;
    await see(matrix.getByRole('gridcell', { name, exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await seeFound(samples.length);
    const cells = page.getByRole('grid', { name: 'Gallery' }).getByRole('gridcell');
    await see(cells).toHaveCount(samples.length);
    const names = await cells.evaluateAll((all) => all.map((cell) => cell.ariaLabel ?? ''));
    const numbers = names.map((each) => Number(/^sample (\d+)/.exec(each)?.[1]));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(samples);
  });

  /** Where a training sample stands on the data map: variability and mean label probability as shares. */
  function placeOf(sample: number): [number, number] {
    const given = epochs.map(({ loss }) => Math.exp(-loss[sample]));
    const mean = given.reduce((sum, value) => sum + value, 0) / EPOCHS;
    const variance = given.reduce((sum, value) => sum + (value - mean) ** 2, 0) / EPOCHS;
    return [Math.sqrt(variance) / 0.5, mean];
  }
  const within = (corners: readonly (readonly [number, number])[], [x, y]: [number, number]) =>
    corners.filter(([ax, ay], i) => {
      const [bx, by] = corners[(i + 1) % corners.length];
      return ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax);
    }).length %
      2 ===
    1;
  /** The area that the filter has, as a view keeps it. */
  async function savedFilter(): Promise<Filter> {
    await page.keyboard.press('Shift+s');
    const dialog = page.getByRole('dialog', { name: 'Save as a view' });
    await see(dialog.getByLabel('Name')).toBeFocused();
    await page.keyboard.type('area');
    await page.keyboard.press('Enter');
    await see(dialog).toBeHidden();
    const views = await client.call('views.list', {});
    await client.call('views.remove', { name: 'area' });
    const view = views.find(({ name }) => name === 'area');
    if (view === undefined) throw new Error('The view was not saved.');
    return view.filter;
  }
  async function seeExactlyInside(): Promise<number> {
    const filter = await savedFilter();
    const [area] = 'all' in filter ? filter.all : [];
    if (!('field' in area) || area.field !== 'area') throw new Error('There is no area.');
    const { corners } = area;
    const inside = those(() => true).filter((sample) => within(corners, placeOf(sample)));
    const moment = { run: RUN, epoch: EPOCH };
    const query = {
      dataset: 1,
      moment,
      filter,
      sort: { by: 'sample', descending: false },
    } as const;
    const { samples } = await client.call('samples.window', {
      ...{ query, start: 0, end: TOTAL, shown: null },
    });
    expect([...samples]).toEqual(inside);
    await seeFound(inside.length);
    return inside.length;
  }

  test('a lasso on the data map finds exactly what it surrounds', async () => {
    await page.getByRole('tab', { name: 'Map' }).click();
    const plot = page.getByRole('group', { name: /^Cartography:.* 3,000 training samples/ });
    await plot.waitFor();
    const box = await plot.boundingBox();
    if (box === null) throw new Error('The map cannot be seen.');
    const at = (turn: number): [number, number] => [
      box.x + box.width * (0.4 + 0.2 * Math.cos(turn)),
      box.y + box.height * (0.6 + 0.25 * Math.sin(turn) * (1 + 0.3 * Math.cos(3 * turn))),
    ];
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let step = 1; step < 40; step++) await page.mouse.move(...at((step * Math.PI) / 20));
    await page.mouse.up();
    await see(button('inside an area of the data map', terms())).toBeVisible();
    expect(await seeExactlyInside()).toBeGreaterThan(50);
  });

  test('the two corners of a rectangle find by keys what is between them', async () => {
    await page.getByRole('tab', { name: 'Grid' }).focus();
    await page.keyboard.press('m');
    await page.getByRole('checkbox', { name: 'open in the grid' }).uncheck();
    const corner = page.getByRole('slider', { name: 'One corner of a rectangle' });
    await corner.focus();
    for (const key of ['Shift+ArrowLeft', 'ArrowLeft', 'Shift+ArrowDown']) {
      await page.keyboard.press(key);
    }
    await see(corner).toHaveAttribute(
      'aria-valuetext',
      'variability 0.07, mean label probability 0.15',
    );
    await button('Find what is inside').click();
    await see(button('inside an area of the data map', terms())).toBeVisible();
    await see(page.getByRole('tab', { name: 'Map' })).toHaveAttribute('aria-selected', 'true');
    expect(await seeExactlyInside()).toBeGreaterThan(50);
  });
});
