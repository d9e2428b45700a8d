/** The app as a person uses it, by mouse and again by keyboard alone, in each shell. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect as playwrightExpect, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunDocument } from '../../../src/rpc/contract.ts';
import { mikkeOk } from '../../support/cli.ts';
import { writeShapes } from '../../support/idx-folder.ts';
import { rowsOf, type Row } from '../../support/rule.ts';
import { keyboard, mouse } from './hands.ts';
import { shells, type Shell } from './shells.ts';

const SAMPLE = fileURLToPath(new URL('../../../docs/sample.mikke', import.meta.url));
/** The run of the sample project that hides, and an epoch at which it hides some. */
const HIDING_RUN = 2;
const EPOCH = 6;
const OPENED_WITHIN_MS = 2000;

const see = playwrightExpect.configure({ timeout: 45_000 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const runRow = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Runs' }).getByRole('row').filter({ hasText: name });
const hideFraction = (page: Page) => page.getByRole('group', { name: 'hide fraction' });

const folder = mkdtempSync(join(tmpdir(), 'mikke-journey-'));
const trained = join(folder, 'trained.mikke');
let sampleRows: Row[];
beforeAll(async () => {
  if (shells.every(({ whyNot }) => whyNot !== null)) return;
  writeShapes(folder, 240, 60);
  await mikkeOk(
    ...['train', '--project', trained, '--dataset', folder, '--width', '2', '--batch', '16'],
    ...['--epochs', '5', '--tau', '0.5', '--name', 'before'],
  );
  // Of a copy, since reading a project of an older format brings it up to date.
  const sample = join(folder, 'sample.mikke');
  copyFileSync(SAMPLE, sample);
  sampleRows = rowsOf(await mikkeOk('samples', '--project', sample, '--run', String(HIDING_RUN)));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(shells)('in $name', ({ whyNot, start }) => {
  let shell: Shell;
  beforeEach(async () => {
    shell = await start();
  });
  afterEach(() => shell.close());

  /** A window with a copy of a project, which nothing else writes. */
  const openCopy = (project: string) => {
    const copy = join(shell.folder, 'copy.mikke');
    copyFileSync(project, copy);
    return shell.open(copy);
  };

  describe.skipIf(whyNot !== null).each([
    ['mouse', mouse],
    ['keyboard', keyboard],
  ])('by %s', (name, hand) => {
    test('the sample project is open within 2 s of the page', async () => {
      const page = await shell.open();
      await hand.reach(button(page, 'Open the sample project'));
      const begun = performance.now();
      await hand.press(button(page, 'Open the sample project'));
      await see(runRow(page, 'Hide and seek')).toBeVisible();
      const took = performance.now() - begun;
      console.log(`The sample project was open after ${Math.round(took)} ms, by ${name}.`);
      expect(took).toBeLessThan(OPENED_WITHIN_MS);
    });

    test('the quick start shows its run, which can be stopped', async () => {
      const page = await shell.open();
      await hand.press(button(page, 'Quick start'));
      const row = runRow(page, 'quick start');
      await see(row).toContainText('running', { timeout: 40_000 });
      await hand.press(button(page, 'Stop'));
      await see(row).toContainText('stopped');
    });

    test('a run is started, watched, stopped and resumed', async () => {
      const page = await shell.open();
      await hand.press(button(page, 'New project'));
      const place = page.getByLabel('Where the new project is kept');
      await hand.write(place, join(shell.folder, 'new.mikke'));
      await hand.press(button(page, 'Make'));
      await hand.press(button(page, 'New run'));
      const form = page.getByRole('form', { name: 'New run' });
      for (const [label, text] of [
        ['Data set', folder],
        ['Width', '2'],
        ['Batch size', '16'],
        ['Name', 'watched'],
        ['Epochs', '500'],
      ]) {
        await hand.write(form.getByLabel(label, { exact: true }), text);
      }
      await hand.press(button(page, 'Start'));
      const row = runRow(page, 'watched');
      const recorded = async () =>
        Number.parseInt(await row.getByRole('cell', { name: ' of 500' }).innerText());
      await see(page.getByRole('progressbar', { name: 'watched' }).first()).toBeVisible();
      await expect.poll(recorded, { timeout: 45_000 }).toBeGreaterThan(1);
      await hand.press(button(page, 'Stop'));
      await see(row).toContainText('stopped');
      const atStop = await recorded();
      await hand.press(button(page, 'Resume'));
      await expect.poll(recorded, { timeout: 45_000 }).toBeGreaterThan(atStop);
    });

    test('a keyframe is moved, and the exported fractions of the next run follow it', async () => {
      const page = await openCopy(trained);
      await see(runRow(page, 'before')).toBeVisible();
      await hand.goTo(page, 'Schedule');
      const keyframes = hideFraction(page).getByRole('slider');
      await hand.raise(keyframes.first());
      const drawn = await keyframes.evaluateAll((sliders) =>
        sliders.map((slider) => ({
          at: Number(/ at epoch (.+)$/.exec(slider.ariaLabel ?? '')?.[1]),
          value: Number(slider.ariaValueNow),
        })),
      );
      expect(drawn[0].value).toBeGreaterThan(0.3);
      await hand.press(button(page, 'Use in a new run'));
      await hand.write(page.getByLabel('Name', { exact: true }), 'after');
      await hand.press(button(page, 'Start'));
      await see(runRow(page, 'after')).toContainText('finished', { timeout: 40_000 });

      const copy = join(shell.folder, 'copy.mikke');
      const shown = await mikkeOk('run', 'show', '2', '--project', copy, '--json');
      const { epochs } = JSON.parse(shown) as RunDocument;
      // A keyframe of this track holds until the next.
      const expected = epochs.map(({ epoch }) => drawn.findLast(({ at }) => at <= epoch)?.value);
      expect(epochs.map(({ scheduledHideFraction }) => scheduledHideFraction)).toEqual(expected);
    });

    test('a move of a keyframe is undone and redone', async () => {
      const page = await openCopy(trained);
      await see(runRow(page, 'before')).toBeVisible();
      await hand.goTo(page, 'Schedule');
      const keyframe = hideFraction(page).getByRole('slider', { name: 'hide fraction at epoch 0' });
      await hand.raise(keyframe);
      const raised = (await keyframe.getAttribute('aria-valuenow')) ?? '';
      await hand.undo(page);
      await see(keyframe).toHaveAttribute('aria-valuenow', '0.3');
      await hand.redo(page);
      await see(keyframe).toHaveAttribute('aria-valuenow', raised);
    });

    test('the gallery shows exactly the hidden samples that mikke samples lists', async () => {
      const page = await openCopy(SAMPLE);
      await see(runRow(page, 'Hide and seek')).toBeVisible();
      await hand.goTo(page, 'Gallery');
      await hand.seek(page, EPOCH);
      const states = page.getByRole('group', { name: 'Filter by state' });
      await hand.press(states.getByRole('button', { name: /^hidden:/ }));
      const hidden = sampleRows.filter((row) => row.epoch === EPOCH && row.hidden === 1);
      await see(page.getByRole('status').filter({ hasText: 'of 4,000 samples' })).toHaveText(
        `${hidden.length} of 4,000 samples at epoch ${EPOCH}`,
      );
      const names = new Set<string>();
      const grid = page.getByRole('grid', { name: 'Gallery' });
      const rows = Number(await grid.getAttribute('aria-rowcount'));
      for (let seen = 0; seen < rows;) {
        const drawn = await grid.evaluate((element) => ({
          names: Array.from(
            element.querySelectorAll('[role=gridcell]'),
            (cell) => cell.ariaLabel ?? '',
          ),
          lastRow: Number(element.lastElementChild?.ariaRowIndex),
        }));
        for (const name of drawn.names) names.add(name);
        seen = drawn.lastRow;
        if (seen < rows) await hand.scroll(page);
      }
      const expected = hidden.map(
        ({ sample, label }) => `sample ${sample}, label ${label}, hidden`,
      );
      expect([...names].sort()).toEqual(expected.sort());
    });

    test("a sample's history is what mikke samples lists of it", async () => {
      const page = await openCopy(SAMPLE);
      await see(runRow(page, 'Hide and seek')).toBeVisible();
      await hand.goTo(page, 'Gallery');
      await hand.seek(page, EPOCH);
      const states = page.getByRole('group', { name: 'Filter by state' });
      await hand.press(states.getByRole('button', { name: /^hidden:/ }));
      await see(page.getByRole('status').filter({ hasText: 'of 4,000 samples' })).toBeVisible();
      const first = page.getByRole('gridcell', { name: ', hidden' }).first();
      await hand.press(first);
      const sample = Number(
        /^sample (\d+)/.exec((await first.getAttribute('aria-label')) ?? '')?.[1],
      );
      const story = page.getByRole('region', { name: 'Sample', exact: true });
      await see(story.getByRole('heading', { name: `Sample ${sample}` })).toBeVisible();
      await see(story).toContainText('Hidden: loss');
      await hand.press(story.getByText('History as a table'));
      const read = await story
        .getByRole('table')
        .getByRole('row')
        .evaluateAll((rows) =>
          rows.slice(1).map((row) => Array.from(row.children, (cell) => cell.textContent?.trim())),
        );
      const state = ({ hidden, movedBack }: Row) =>
        hidden ? 'hidden' : movedBack ? 'moved back' : 'trained';
      const listed = sampleRows.filter((row) => row.sample === sample);
      expect(read.map(([epoch, word]) => [epoch, word])).toEqual(
        listed.map((row) => [String(row.epoch), state(row)]),
      );
    });

    test('the theme is switched, and stays so after a reload', async () => {
      const page = await shell.open();
      await see(button(page, 'Open the sample project')).toBeVisible();
      const ground = () =>
        page.evaluate(() => getComputedStyle(document.body).getPropertyValue('background-color'));
      const html = page.locator('html');
      await see(html).toHaveAttribute('data-theme', 'light');
      const before = await ground();
      await hand.chooseTheme(page, 'dark');
      await see(html).toHaveAttribute('data-theme', 'dark');
      expect(await ground()).not.toBe(before);
      await page.reload();
      await see(html).toHaveAttribute('data-theme', 'dark');
    });
  });
});
