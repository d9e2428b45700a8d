/**
 * What a window keeps over a reload, and no other window sees. It is written a moment after the last
 * change, or when the page goes.
 */
import type { ZodType } from 'zod';
import { app } from './app.svelte.ts';
import { writeTexts } from './write-texts.ts';

const WRITE_AFTER_MS = 300;

const waiting = new Map<string, () => string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function write(): void {
  clearTimeout(timer);
  writeTexts(window.sessionStorage, waiting, app.project?.path);
  waiting.clear();
}

/**
 * @param key ends with a space and a project's path where the text is of no use in another
 * @param text is asked for when it is written; many changes are written once
 */
export function keep(key: string, text: () => string): void {
  if (waiting.size === 0) window.addEventListener('pagehide', write, { once: true });
  waiting.set(key, text);
  clearTimeout(timer);
  timer = setTimeout(write, WRITE_AFTER_MS);
}

/** What was kept; null where there is none, and where another version of the app kept something else. */
export function kept<T>(key: string, schema: ZodType<T>): T | null {
  const text = window.sessionStorage.getItem(key);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
