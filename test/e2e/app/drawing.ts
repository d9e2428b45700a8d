/** Drawing a schedule, by a mouse that looks where it drags to, or by keys. */
import type { Locator, Page } from '@playwright/test';
import { expect } from 'vitest';
import { keyboard, mouse, type Hand } from './hands.ts';

export type Place = { at: number; value: number };

export type Drawer = Hand & {
  chooseClock(page: Page, clock: 'epochs' | 'epochs of compute'): Promise<void>;
  /** Adds a keyframe to a track. */
  add(page: Page, track: string, place: Place): Promise<void>;
  /** Gives the first keyframe of a track a value. */
  setFirst(page: Page, track: string, value: number): Promise<void>;
};

export const trackOf = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
/** The keyframe of a track that stands at a position, on whichever clock. */
export const keyframeOf = (page: Page, track: string, at: number) =>
  trackOf(page, track).getByRole('slider', {
    name: new RegExp(`^${track} at (epoch|compute) ${String(at).replace('.', '[.]')}$`),
  });

/** Where an epoch stands in every track, by the first and the last label of the axis. */
export async function xOfEpoch(page: Page, epoch: number): Promise<number> {
  const labels = page.locator('[aria-label="Epoch of the read-outs"] text');
  const label = async (which: Locator) => {
    const box = await which.boundingBox();
    if (box === null) throw new Error('The axis cannot be seen.');
    return { x: box.x + box.width / 2, epoch: Number(await which.textContent()) };
  };
  const [first, last] = [await label(labels.first()), await label(labels.last())];
  return first.x + ((last.x - first.x) * (epoch - first.epoch)) / (last.epoch - first.epoch);
}

const middleOf = async (target: Locator) => {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error(`${String(target)} cannot be seen.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

const valueOf = async (keyframe: Locator) => Number(await keyframe.getAttribute('aria-valuenow'));

/** Waits for what a pointer did to be seen: a browser takes its moves once a frame. */
const shown = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      ),
  );

/** Drags a keyframe up or down, looking at its value, until it has the one that is wanted. */
async function dragToValue(keyframe: Locator, wanted: number): Promise<void> {
  const page = keyframe.page();
  const { x, y } = await middleOf(keyframe);
  if ((await valueOf(keyframe)) === wanted) return;
  await page.mouse.move(x, y);
  await page.mouse.down();
  let [top, bottom] = [y - 300, y + 300];
  for (let looks = 0; looks < 40; looks++) {
    const to = (top + bottom) / 2;
    // More than a tremble away first, so that it is a drag.
    await page.mouse.move(x, looks === 0 ? y - 10 : to);
    await shown(page);
    const value = await valueOf(keyframe);
    if (Math.abs(value - wanted) < 1e-9) break;
    if (looks === 0) continue;
    if (value > wanted) top = to;
    else bottom = to;
  }
  await page.mouse.up();
  expect(await valueOf(keyframe)).toBeCloseTo(wanted, 9);
}

export const drawingMouse: Drawer = {
  ...mouse,
  async chooseClock(page, clock) {
    await page.getByLabel('Clock').click();
    await page.getByRole('option', { name: clock, exact: true }).click();
  },
  async add(page, track, { at, value }) {
    const group = trackOf(page, track);
    await group.scrollIntoViewIfNeeded();
    const box = await group.boundingBox();
    if (box === null) throw new Error(`The track ${track} cannot be seen.`);
    await page.mouse.dblclick(await xOfEpoch(page, at), box.y + box.height / 2 + 5);
    await dragToValue(keyframeOf(page, track, at), value);
  },
  setFirst: (page, track, value) =>
    dragToValue(trackOf(page, track).getByRole('slider').first(), value),
};

/** Into the field that has the focus. */
async function typeOver(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

export const drawingKeyboard: Drawer = {
  ...keyboard,
  async chooseClock(page, clock) {
    await keyboard.reach(page.getByLabel('Clock'));
    await page.keyboard.press('Enter');
    const option = page.getByRole('option', { name: clock, exact: true });
    await option.waitFor();
    for (let i = 0; i < 3; i++) {
      if ((await option.getAttribute('data-highlighted')) !== null) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
  },
  async add(page, track, { at, value }) {
    await keyboard.press(page.getByRole('button', { name: `Add keyframe to ${track}` }));
    // The new keyframe has the focus; Enter goes to its value, and the position stands before that.
    await page.keyboard.press('Enter');
    await typeOver(page, String(value));
    await page.keyboard.press('Shift+Tab');
    await typeOver(page, String(at));
    await page.keyboard.press('Enter');
  },
  async setFirst(page, track, value) {
    await keyboard.reach(trackOf(page, track).getByRole('slider').first());
    await page.keyboard.press('Enter');
    await typeOver(page, String(value));
    await page.keyboard.press('Enter');
  },
};
