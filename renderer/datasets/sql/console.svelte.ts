/** The console: its text, what it answered last, and the queries that were run before. It stays while other views are shown. */
import { z } from 'zod';
import { asMikkeError, type MikkeError } from '../../../src/core/errors/error.ts';
import { sqlExamples } from '../../../src/core/sql/examples.ts';
import { app } from '../../lib/app.svelte.ts';
import type { Result } from './result.ts';

const HISTORY_KEY = 'mikke.sql';
const MOST_REMEMBERED = 30;
const historySchema = z.array(z.string());

class Console {
  text = $state(sqlExamples[0].sql({ run: 1, epoch: 0, other: 1 }));
  running = $state(false);
  result = $state.raw<Result | null>(null);
  failure = $state.raw<MikkeError | null>(null);
  /** The newest first. */
  history = $state.raw<string[]>(remembered());

  /** Runs what is typed; what ran before is stopped. */
  async run(): Promise<void> {
    const sql = this.text;
    this.#remember(sql);
    const asked = ++this.#asked;
    this.running = true;
    this.failure = null;
    try {
      const result = await app.client.call('sql.run', { sql });
      if (asked === this.#asked) this.result = result;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.failure = asMikkeError(error);
    } finally {
      if (asked === this.#asked) this.running = false;
    }
  }

  async stop(): Promise<void> {
    await app.client.call('sql.stop', {});
  }

  /** What another project answered says nothing of this one. */
  forgetResult(): void {
    this.#asked++;
    this.running = false;
    this.result = null;
    this.failure = null;
  }

  #asked = 0;

  #remember(sql: string): void {
    const text = sql.trim();
    if (text === '') return;
    this.history = [text, ...this.history.filter((known) => known !== text)].slice(
      0,
      MOST_REMEMBERED,
    );
    try {
      window.localStorage.setItem(HISTORY_KEY, JSON.stringify(this.history));
    } catch {
      // A full or forbidden storage: the queries are remembered as long as the window is open.
    }
  }
}

function remembered(): string[] {
  try {
    return historySchema.parse(JSON.parse(window.localStorage.getItem(HISTORY_KEY) ?? '[]'));
  } catch {
    return [];
  }
}

export const sqlConsole = new Console();
