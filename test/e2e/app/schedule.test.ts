/** The schedule editor as people use it: a curriculum from nothing, by mouse alone and by keyboard alone, and every gesture. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DryRun } from '../../../src/core/template/dry-run.ts';
import type { RunDocument } from '../../../src/rpc/contract.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { mikkeOk } from '../../support/cli.ts';
import { writeShapes } from '../../support/idx-folder.ts';
import {
  drawingKeyboard,
  drawingMouse,
  keyframeOf,
  trackOf,
  xOfEpoch,
  type Place,
} from './drawing.ts';
import { hashOf, startBrowser, type BrowserShell } from './shells.ts';

/** Epochs of the document, and the side of its images in pixels. */
const EPOCHS = 10;
const SIDE = 10;

const see = playwrightExpect.configure({ timeout: 30_000 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const folder = mkdtempSync(join(tmpdir(), 'mikke-schedule-'));
const trained = join(folder, 'trained.mikke');

describe.skipIf(whyNoChromium !== null)('the schedule editor', () => {
  let shell: BrowserShell;
  let projects = 0;
  beforeAll(async () => {
    writeShapes(folder, 240, 60);
    await mikkeOk(
      ...['train', '--project', trained, '--dataset', folder, '--width', '2', '--batch', '16'],
      ...['--epochs', String(EPOCHS), '--policy', 'kakurenbo', '--hide', '0.3', '--tau', '0.5'],
      ...['--reduce-fraction', 'false', '--augment', 'randaugment', '--magnitude', '0'],
      ...['--name', 'before'],
    );
    shell = await startBrowser();
  });
  afterAll(async () => {
    await shell?.close();
    rmSync(folder, { recursive: true });
  });

  /** The schedule of a project with one run, in a window of its own; its path. */
  async function open(): Promise<{ page: Page; project: string }> {
    const project = join(shell.folder, `copy-${++projects}.mikke`);
    copyFileSync(trained, project);
    const page = await shell.openAt(hashOf('schedule', { project, run: '1' }));
    await see(page.getByRole('region', { name: 'Forecast' })).toContainText('Passes');
    await see(trackOf(page, 'hide fraction').getByRole('slider').first()).toBeVisible();
    return { page, project };
  }

  /** Every keyframe that is drawn, as it is read aloud. */
  const read = (page: Page) =>
    page
      .locator('[data-index]')
      .evaluateAll((sliders) =>
        sliders.map((slider) => `${slider.ariaLabel}: ${slider.ariaValueText}`),
      );
  const readTrack = async (page: Page, track: string) =>
    (await read(page)).filter((words) => words.startsWith(track));

  describe.each([
    ['mouse', drawingMouse],
    ['keyboard', drawingKeyboard],
  ])('by %s alone', (_, hand) => {
    const stages: Record<string, Place[]> = {
      bandwidth: [
        { at: 0, value: 0.4 },
        { at: 2, value: 0.8 },
        { at: 6, value: 1 },
      ],
      magnitude: Array.from({ length: 10 }, (_, i) => ({ at: i, value: i })),
      'hide fraction': [
        { at: 0, value: 0.3 },
        { at: 3, value: 0.24 },
        { at: 6, value: 0.18 },
        { at: 8, value: 0.12 },
      ],
    };

    test('EfficientTrain++ for a ResNet and the steps of KAKURENBO are drawn from nothing, undone, redone and started', async () => {
      const { page, project } = await open();
      const empty = await read(page);
      await see(button(page, 'Undo')).toHaveAttribute('aria-disabled', 'true');

      await hand.chooseClock(page, 'epochs of compute');
      for (const [track, places] of Object.entries(stages)) {
        const [first, ...others] = places;
        // What is 0 or whole by the settings already needs no change.
        if (track === 'bandwidth') await hand.setFirst(page, track, first.value);
        for (const place of others) await hand.add(page, track, place);
      }
      const drawn = await read(page);
      for (const [track, places] of Object.entries(stages)) {
        for (const { at, value } of places) {
          expect(drawn).toContainEqual(
            expect.stringMatching(new RegExp(`^${track} at compute ${at}: ${value},`)),
          );
        }
      }

      const undo = button(page, 'Undo');
      let steps = 0;
      for (; (await undo.getAttribute('aria-disabled')) === null; steps++) await hand.undo(page);
      expect(await read(page)).toEqual(empty);
      for (let i = 0; i < steps; i++) await hand.redo(page);
      await see(button(page, 'Redo')).toHaveAttribute('aria-disabled', 'true');
      expect(await read(page)).toEqual(drawn);

      await hand.press(button(page, 'Use in a new run'));
      await hand.write(page.getByLabel('Name', { exact: true }), 'drawn');
      await hand.press(button(page, 'Start'));
      const row = page.getByRole('table', { name: 'Runs' }).getByRole('row', { name: 'drawn' });
      await see(row).toContainText('finished', { timeout: 60_000 });
      await page.close();

      const shown = await mikkeOk('run', 'show', '2', '--project', project, '--json');
      const { epochs } = JSON.parse(shown) as RunDocument;
      const scale = ['--epochs', String(EPOCHS), '--size', String(SIDE), '--json'];
      const said = await mikkeOk('template', 'show', 'efficienttrain-plus-plus-resnet', ...scale);
      const dryRun = JSON.parse(said) as DryRun;
      const passes = dryRun.stages.flatMap(({ epochs: count, bandwidth, magnitude }) =>
        Array.from({ length: count }, () => ({ side: bandwidth, magnitude })),
      );
      expect(
        epochs.map(({ viewHeight: side, magnitude }) => ({ side, magnitude })),
        'sides and magnitudes of every pass are those of the template',
      ).toEqual(passes);
      const steps_ = stages['hide fraction'];
      expect(epochs.map(({ scheduledHideFraction }) => scheduledHideFraction)).toEqual(
        epochs.map(({ at }) => steps_.findLast((step) => step.at <= at)?.value),
      );
    });
  });

  /** Drags from one point to another by a few steps, with keys held meanwhile. */
  async function drag(
    page: Page,
    from: { x: number; y: number },
    by: { x: number; y: number },
    ...held: string[]
  ): Promise<void> {
    await page.mouse.move(from.x, from.y);
    for (const key of held) await page.keyboard.down(key);
    await page.mouse.down();
    await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 5 });
    await page.mouse.up();
    for (const key of held.toReversed()) await page.keyboard.up(key);
  }

  async function middle(page: Page, track: string, at: number) {
    const box = await keyframeOf(page, track, at).boundingBox();
    if (box === null) throw new Error(`There is no keyframe of the ${track} at ${at}.`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Pixels of so many epochs. */
  const width = async (page: Page, epochs: number) =>
    (await xOfEpoch(page, epochs)) - (await xOfEpoch(page, 0));

  /** An editor with three keyframes of the hide fraction and two of the bandwidth. */
  async function openDrawn(): Promise<Page> {
    const { page } = await open();
    for (const [track, ats] of [
      ['hide fraction', [3, 6]],
      ['bandwidth', [4]],
    ] as const) {
      for (const at of ats) {
        const box = (await trackOf(page, track).boundingBox())!;
        await page.mouse.dblclick(await xOfEpoch(page, at), box.y + 80);
      }
    }
    await page.keyboard.press('Escape');
    return page;
  }
  const times = async (page: Page, track: string) =>
    (await readTrack(page, track)).map((words) => Number(/ at \w+ ([\d.]+)/.exec(words)?.[1]));

  test('a drag in time snaps to epochs, and not with Alt', async () => {
    const page = await openDrawn();
    const epoch = await width(page, 1);
    await drag(page, await middle(page, 'hide fraction', 3), { x: 1.3 * epoch, y: 0 });
    expect(await times(page, 'hide fraction')).toEqual([0, 4, 6]);
    await drag(page, await middle(page, 'hide fraction', 4), { x: 0.3 * epoch, y: 0 }, 'Alt');
    const [, moved] = await times(page, 'hide fraction');
    expect(moved).toBeCloseTo(4.3, 1);
    expect(moved).not.toBe(4);
  });

  test('a drag with Shift stays on one axis', async () => {
    const page = await openDrawn();
    const [, before] = await readTrack(page, 'hide fraction');
    const epoch = await width(page, 1);
    await drag(page, await middle(page, 'hide fraction', 3), { x: epoch, y: 12 }, 'Shift');
    const [, after] = await readTrack(page, 'hide fraction');
    expect(after).toBe(before.replace('epoch 3', 'epoch 4'));
  });

  test('a fine drag goes a tenth of the way', async () => {
    const page = await openDrawn();
    const epoch = await width(page, 1);
    const from = await middle(page, 'hide fraction', 3);
    await drag(page, from, { x: 5 * epoch, y: 0 }, 'Control', 'Alt');
    const [, moved] = await times(page, 'hide fraction');
    expect(moved).toBeCloseTo(3.5, 1);
  });

  test('Escape takes a drag back', async () => {
    const page = await openDrawn();
    const before = await read(page);
    const { x, y } = await middle(page, 'hide fraction', 3);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 20, { steps: 3 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await read(page)).toEqual(before);
  });

  test('a box chooses keyframes of several tracks, which are moved, stretched and removed together', async () => {
    const page = await openDrawn();
    const epoch = await width(page, 1);
    const top = (await trackOf(page, 'hide fraction').boundingBox())!;
    const under = (await trackOf(page, 'bandwidth').boundingBox())!;
    const [left, right] = [await xOfEpoch(page, 2.5 | 0), await xOfEpoch(page, 7)];
    await drag(
      page,
      { x: left, y: top.y + 4 },
      { x: right - left, y: under.y + under.height - 6 - top.y },
    );
    await see(page.getByRole('region', { name: 'Keyframes' })).toContainText('2 tracks');
    await drag(page, await middle(page, 'hide fraction', 6), { x: epoch, y: 0 });
    expect(await times(page, 'hide fraction')).toEqual([0, 4, 7]);
    expect(await times(page, 'bandwidth')).toEqual([0, 5]);

    const end = (await page.getByRole('slider', { name: 'End of what is chosen' }).boundingBox())!;
    await drag(page, { x: end.x + 7, y: end.y + 7 }, { x: 3 * epoch, y: 0 });
    expect(await times(page, 'hide fraction')).toEqual([0, 4, 10]);
    expect(await times(page, 'bandwidth')).toEqual([0, 6]);

    await page.keyboard.press('Delete');
    expect(await times(page, 'hide fraction')).toEqual([0]);
    expect(await times(page, 'bandwidth')).toEqual([0]);
  });

  test('Shift-click adds to what is chosen, and one step undoes what was done to all of it', async () => {
    const page = await openDrawn();
    const before = await read(page);
    await keyframeOf(page, 'hide fraction', 3).click();
    await keyframeOf(page, 'bandwidth', 4).click({ modifiers: ['Shift'] });
    await page.keyboard.press('ArrowRight');
    expect(await times(page, 'hide fraction')).toEqual([0, 4, 6]);
    expect(await times(page, 'bandwidth')).toEqual([0, 5]);
    await page.keyboard.press('ControlOrMeta+z');
    expect((await read(page)).map((words) => words.replace(', chosen', ''))).toEqual(before);
  });

  test('what is taken out of what was chosen is left alone', async () => {
    const page = await openDrawn();
    await keyframeOf(page, 'hide fraction', 3).click();
    await keyframeOf(page, 'hide fraction', 6).click({ modifiers: ['Shift'] });
    await keyframeOf(page, 'hide fraction', 6).click({ modifiers: ['Shift'] });
    await page.keyboard.press('Delete');
    expect(await times(page, 'hide fraction')).toEqual([0, 6]);
  });

  test('arrow keys move what a box was drawn around', async () => {
    const page = await openDrawn();
    const track = (await trackOf(page, 'hide fraction').boundingBox())!;
    const [left, right] = [await xOfEpoch(page, 2), await xOfEpoch(page, 7)];
    await drag(page, { x: left, y: track.y + 4 }, { x: right - left, y: track.height - 8 });
    await page.keyboard.press('ArrowRight');
    expect(await times(page, 'hide fraction')).toEqual([0, 4, 7]);
  });

  test('a drag ends with its view, and nothing was changed', async () => {
    const page = await openDrawn();
    const before = await read(page);
    const { x, y } = await middle(page, 'hide fraction', 3);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 20, { steps: 3 });
    await page.keyboard.press('1');
    await page.mouse.up();
    await page.keyboard.press('2');
    await expect.poll(() => read(page)).toEqual(before);
  });

  test('time that is not there cannot be taken out', async () => {
    const page = await openDrawn();
    await page.getByRole('slider', { name: 'Epoch of the read-outs' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('i');
    const dialog = page.getByRole('dialog', { name: 'Insert time' });
    await dialog.getByLabel('Epochs').fill('-2');
    await see(dialog.getByRole('alert')).toHaveText(
      'No more than 1 epoch can be taken out from here on.',
    );
  });

  test('a ripple moves what stands later along', async () => {
    const page = await openDrawn();
    await button(page, 'Ripple').click();
    const epoch = await width(page, 1);
    await drag(page, await middle(page, 'hide fraction', 3), { x: 2 * epoch, y: 0 });
    expect(await times(page, 'hide fraction')).toEqual([0, 5, 8]);
  });

  test('keyframes are duplicated, and copied into another track', async () => {
    const page = await openDrawn();
    await keyframeOf(page, 'hide fraction', 6).click();
    await page.keyboard.press('ControlOrMeta+d');
    expect(await times(page, 'hide fraction')).toEqual([0, 3, 6, 7]);
    await page.keyboard.press('ControlOrMeta+c');
    await keyframeOf(page, 'confidence threshold', 0).click();
    // The time cursor says where they go.
    await page.getByRole('slider', { name: 'Epoch of the read-outs' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ControlOrMeta+v');
    expect(await times(page, 'confidence threshold')).toEqual([0, EPOCHS - 1]);
  });

  test('time is inserted at the cursor, and the training gets longer', async () => {
    const page = await openDrawn();
    await page.getByRole('slider', { name: 'Epoch of the read-outs' }).focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('i');
    const dialog = page.getByRole('dialog', { name: 'Insert time' });
    await dialog.getByLabel('Epochs').fill('3');
    await dialog.getByRole('button', { name: 'Insert' }).click();
    expect(await times(page, 'hide fraction')).toEqual([0, 3, 9]);
    expect(await times(page, 'bandwidth')).toEqual([0, 7]);
    await see(page.getByLabel('Epochs', { exact: true })).toHaveValue('13');
  });

  test.each(['More', 'Project copy-'])(
    'the menu %s leaves the page free when it is closed',
    async (name) => {
      const { page } = await open();
      await page.getByRole('button', { name }).click();
      await page.getByRole('menu').waitFor();
      await page.keyboard.press('Escape');
      await button(page, 'Ripple').click();
      await see(button(page, 'Ripple')).toHaveAttribute('aria-pressed', 'true');
    },
  );

  test('a run that trains is changed from its next epoch on, and says so', async () => {
    const { page, project } = await open();
    await button(page, 'Use in a new run').click();
    await page.getByLabel('Epochs', { exact: true }).fill('400');
    await page.getByLabel('Name', { exact: true }).fill('changed');
    await button(page, 'Start').click();
    const row = page.getByRole('table', { name: 'Runs' }).getByRole('row', { name: 'changed' });
    await see(row).toContainText('running');
    await row.click();
    await page.getByRole('link', { name: 'Schedule' }).click();
    await keyframeOf(page, 'hide fraction', 0).focus();
    await page.keyboard.press('PageDown');
    const bar = page.getByRole('group', { name: 'Run 2', exact: true });
    await bar.getByRole('button', { name: 'Change run 2' }).click();
    await see(bar).toContainText(/Run 2 follows this schedule from epoch \d+ on/);
    const epoch = Number(/epoch (\d+) on/.exec(await bar.innerText())?.[1]);
    await page.getByRole('link', { name: 'Runs' }).click();
    const changes = page.getByRole('list', { name: 'Changes of the schedule' });
    await see(changes).toContainText(`Schedule changed from epoch ${epoch} on, by mikke serve`);
    await button(page, 'Stop').click();
    await see(row).toContainText('stopped');
    await page.close();
    const shown = await mikkeOk('run', 'show', '2', '--project', project, '--json');
    const { revisions } = JSON.parse(shown) as RunDocument;
    expect(revisions.map((revision) => revision.epoch)).toEqual([epoch]);
    expect(revisions[0].schedule.tracks.hideFraction[0].value).toBeCloseTo(0.2, 9);
  });

  test('a muted track follows the settings until it counts again', async () => {
    const page = await openDrawn();
    const drawn = await readTrack(page, 'hide fraction');
    const track = trackOf(page, 'hide fraction');
    await see(track.getByText('plan', { exact: true }).locator('..')).not.toContainText('0.3');
    const mute = button(page, 'Mute hide fraction');
    await mute.click();
    await see(mute).toHaveAttribute('aria-pressed', 'true');
    expect(await readTrack(page, 'hide fraction')).toEqual([]);
    await see(track.getByText('plan', { exact: true }).locator('..')).toContainText('0.3');
    await mute.click();
    expect(await readTrack(page, 'hide fraction')).toEqual(drawn);
  });

  test('undo and redo outlive a reload', async () => {
    const page = await openDrawn();
    const drawn = await read(page);
    await page.waitForFunction(() =>
      Object.keys(window.sessionStorage).some((key) => key.startsWith('mikke.schedule')),
    );
    await page.reload();
    await see(keyframeOf(page, 'hide fraction', 6)).toBeVisible();
    expect(await read(page)).toEqual(drawn);
    await button(page, 'Undo').click();
    expect(await times(page, 'bandwidth')).toEqual([0]);
    await button(page, 'Undo').click();
    await button(page, 'Undo').click();
    expect(await times(page, 'hide fraction')).toEqual([0]);
    for (let i = 0; i < 3; i++) await button(page, 'Redo').click();
    expect(await read(page)).toEqual(drawn);
  });

  test('the table does what the curves do', async () => {
    const page = await openDrawn();
    await page.getByText('Table', { exact: true }).click();
    const table = page.getByRole('table', { name: 'Keyframes' });
    await table.getByLabel('Value of hide fraction at 3').fill('0.22');
    await table.getByLabel('Position of hide fraction at 6').fill('7.5');
    await table.getByLabel('Easing of hide fraction at 0').selectOption('smooth');
    await table.getByLabel('Remove bandwidth at 4').click();
    await table.getByLabel('Position of hide fraction at 3').fill('7.5');
    await table.getByLabel('Position of hide fraction at 3').press('Tab');
    await see(table.getByRole('alert')).toHaveText(/where no other keyframe stands/);
    await page.getByText('Curves', { exact: true }).click();
    await see(trackOf(page, 'bandwidth').getByRole('slider')).toHaveCount(1);
    const [first, second, third] = await readTrack(page, 'hide fraction');
    expect(first).toContain('goes smoothly');
    expect(second).toContain('epoch 3: 0.22');
    expect(third).toContain('epoch 7.5:');
  });

  test('the text is drawn, the drawing is written, and what is wrong is named at its line', async () => {
    const page = await openDrawn();
    await page.getByText('Text', { exact: true }).click();
    const text = page.getByRole('textbox', { name: 'Schedule as JSON' });
    const written = await text.inputValue();
    expect(JSON.parse(written)).toMatchObject({ clock: 'epoch', tracks: { bandwidth: {} } });
    await text.fill(written.replace('"clock": "epoch"', '"clock": "epochs"'));
    await text.press('ControlOrMeta+Enter');
    await see(page.getByRole('list', { name: 'Problems of the text' })).toContainText('Line 3');
    await text.fill(
      '{"version": 1, "clock": "epoch", "tracks": {"tau": [{"at": 2, "value": 0.6, "easing": "hold"}]}}',
    );
    await text.press('ControlOrMeta+Enter');
    await page.getByText('Curves', { exact: true }).click();
    await see(keyframeOf(page, 'confidence threshold', 2)).toHaveAttribute('aria-valuenow', '0.6');
    await see(trackOf(page, 'hide fraction').getByRole('slider')).toHaveCount(1);
    await button(page, 'Undo').click();
    expect(await times(page, 'hide fraction')).toEqual([0, 3, 6]);
  });

  test('a template is drawn, what differs from it is named, and it is undone as one step', async () => {
    const { page } = await open();
    const before = await read(page);
    await button(page, 'Templates').click();
    const gallery = page.getByRole('dialog', { name: 'Draw a template' });
    await gallery.getByRole('radio', { name: 'EfficientTrain++ for ResNet' }).check();
    await gallery.getByRole('button', { name: 'Draw it' }).click();
    const bar = page.getByRole('group', { name: 'Template' });
    await see(bar).toContainText('EfficientTrain++ for ResNet');
    const bandwidth = trackOf(page, 'bandwidth').getByRole('slider');
    await bandwidth.first().focus();
    await page.keyboard.press('PageUp');
    await see(bar).toContainText('bandwidth');
    await button(page, 'Undo').click();
    await button(page, 'Undo').click();
    expect(await read(page)).toEqual(before);
  });
});
