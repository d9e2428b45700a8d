/** Follows the README's guide to the schedule editor, and knows no more of the app than what its lines say. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

/** The numbered lines, first to last. */
export function guideLines(): string[] {
  const [, section] = readFileSync(README, 'utf8').split('## A curriculum in ten lines\n');
  const [text] = section.split('\n## ');
  return [...text.matchAll(/^\d+\. (.+)$/gm)].map(([, line]) => line);
}

/** What a line can ask for, in the words in which it does. */
const actions: [pattern: RegExp, act: (page: Page, ...words: string[]) => Promise<void>][] = [
  [
    /the first keyframe of \*\*(.+?)\*\*/,
    (page, track) =>
      page.getByRole('group', { name: track, exact: true }).getByRole('slider').first().click(),
  ],
  [/[Tt]ype `(.+?)` as its \*\*(.+?)\*\*/, (page, text, label) => type(page, text, label)],
  [/and `(.+?)` as its \*\*(.+?)\*\*/, (page, text, label) => type(page, text, label)],
  [
    /the keys `(.+?)`(?: and `(.+?)`)?/,
    async (page, ...keys) => {
      for (const key of keys)
        if (key !== undefined) await page.keyboard.press(key.replace('Ctrl', 'ControlOrMeta'));
    },
  ],
  [/\*\*(.+?)\*\*/, (page, name) => press(page, name)],
];

async function type(page: Page, text: string, label: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.keyboard.press('Enter');
}

async function press(page: Page, name: string): Promise<void> {
  const named = { name, exact: true };
  const target = page
    .getByRole('button', named)
    .or(page.getByRole('link', named))
    .or(page.getByRole('menuitem', named))
    .or(page.locator('label').filter({ has: page.getByRole('radio', named) }))
    .first();
  await target.click();
}

/** Does what a line says, from its first word to its last; what is only said "if you like" is left out. */
export async function followLine(page: Page, line: string): Promise<void> {
  if (line.includes('if you like')) return;
  let rest = line;
  for (;;) {
    const next = actions
      .flatMap(([pattern, act]) => {
        const match = pattern.exec(rest);
        return match === null ? [] : [{ act, match }];
      })
      .sort((one, other) => one.match.index - other.match.index)
      .at(0);
    if (next === undefined) return;
    const [words, ...groups] = next.match;
    await next.act(page, ...groups);
    rest = rest.slice(next.match.index + words.length);
  }
}
