/** Two people at the same app: one has a mouse, the other nothing but keys. */
import type { Locator, Page } from '@playwright/test';
import { expect } from 'vitest';

export type ViewTitle = 'Runs' | 'Schedule' | 'Gallery' | 'Settings';
const places: Record<ViewTitle, string> = { Runs: '1', Schedule: '2', Gallery: '3', Settings: '7' };

export type Hand = {
  /** Goes to a control, without pressing it. */
  reach(control: Locator): Promise<void>;
  press(control: Locator): Promise<void>;
  write(field: Locator, text: string): Promise<void>;
  goTo(page: Page, view: ViewTitle): Promise<void>;
  /** Gives a keyframe a larger value. */
  raise(keyframe: Locator): Promise<void>;
  undo(page: Page): Promise<void>;
  redo(page: Page): Promise<void>;
  /** Moves the time cursor. */
  seek(page: Page, epoch: number): Promise<void>;
  /** Goes on by less than what is seen of the gallery. */
  scroll(page: Page): Promise<void>;
  chooseTheme(page: Page, theme: 'light' | 'dark'): Promise<void>;
};

const cursorOf = (page: Page) => page.getByRole('slider', { name: 'Epoch', exact: true });
const galleryOf = (page: Page) => page.getByRole('grid', { name: 'Gallery' });

async function middleOf(target: Locator) {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error(`${String(target)} cannot be seen.`);
  return { ...box, x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export const mouse: Hand = {
  reach: (control) => control.hover(),
  press: (control) => control.click(),
  async write(field, text) {
    await field.click({ clickCount: 3 });
    await field.pressSequentially(text);
  },
  goTo: (page, view) =>
    page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click(),
  async raise(keyframe) {
    const { x, y } = await middleOf(keyframe);
    const hand = keyframe.page().mouse;
    await hand.move(x, y);
    await hand.down();
    await hand.move(x, y - 10);
    await hand.move(x, y - 20);
    await hand.up();
  },
  undo: (page) => page.getByRole('button', { name: 'Undo' }).click(),
  redo: (page) => page.getByRole('button', { name: 'Redo' }).click(),
  async seek(page, epoch) {
    const cursor = cursorOf(page);
    const { width, height } = await middleOf(cursor);
    const last = Number(await cursor.getAttribute('max'));
    const thumb = height;
    await cursor.click({
      position: { x: thumb / 2 + ((width - thumb) * epoch) / last, y: height / 2 },
    });
  },
  async scroll(page) {
    const grid = galleryOf(page);
    const row = () => grid.evaluate((element) => element.lastElementChild?.ariaRowIndex);
    const before = await row();
    const { x, y, height } = await middleOf(grid);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, height / 2);
    await expect.poll(row).not.toBe(before);
  },
  async chooseTheme(page, theme) {
    await mouse.goTo(page, 'Settings');
    const name = theme === 'dark' ? 'Dark' : 'Light';
    await page.getByRole('radio', { name, exact: true }).click();
  },
};

/** More than there are controls on a page. */
const MOST_TABS = 150;

/** Goes from control to control until this one has the focus. */
async function tabTo(control: Locator): Promise<void> {
  await control.waitFor();
  const page = control.page();
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(control)} cannot be reached by Tab.`);
}

export const keyboard: Hand = {
  reach: tabTo,
  async press(control) {
    await tabTo(control);
    await control.page().keyboard.press('Enter');
  },
  async write(field, text) {
    await tabTo(field);
    await field.page().keyboard.press('ControlOrMeta+a');
    await field.page().keyboard.type(text);
  },
  goTo: (page, view) => page.keyboard.press(places[view]),
  async raise(keyframe) {
    await tabTo(keyframe);
    await keyframe.page().keyboard.press('PageUp');
  },
  undo: (page) => page.keyboard.press('ControlOrMeta+z'),
  redo: (page) => page.keyboard.press('ControlOrMeta+Shift+z'),
  async seek(page, epoch) {
    await tabTo(cursorOf(page));
    await page.keyboard.press('Home');
    for (let at = 0; at < epoch; at++) await page.keyboard.press('ArrowRight');
  },
  async scroll(page) {
    const inGallery = await galleryOf(page).evaluate((grid) =>
      grid.contains(document.activeElement),
    );
    if (!inGallery) await tabTo(galleryOf(page).locator('[role=gridcell][tabindex="0"]'));
    const cell = () => page.evaluate(() => document.activeElement?.ariaLabel);
    const before = await cell();
    await page.keyboard.press('PageDown');
    await expect.poll(cell).not.toBe(before);
  },
  async chooseTheme(page, theme) {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Search commands' }).waitFor();
    await page.keyboard.type(`theme: ${theme}`);
    await page.keyboard.press('Enter');
  },
};
