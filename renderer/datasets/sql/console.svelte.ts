/** The console: its text, what it answered last, and the queries that were run before. It stays while other views are shown. */
import { z } from 'zod';
import { asMikkeError, type MikkeError } from '../../../src/core/errors/error.ts';
import { sqlExamples } from '../../../src/core/sql/examples.ts';
import { app } from '../../lib/app.svelte.ts';
import type { Result } from './result.ts';

const HISTORY_KEY = 'mikke.sql';
const MOST_REMEMBERED = 30;
const historySchema = z.array(z.string());

/** Of one project, which says nothing of another that is opened later. */
type Answer = { project: string; result: Result | null; failure: MikkeError | null };

class Console {
  text = $state(sqlExamples[0].sql({ run: 1, epoch: 0, other: 1 }));
  running = $state(false);
  /** The newest first. */
  history = $state.raw<string[]>(remembered());

  #answer = $state.raw<Answer | null>(null);
  #own = $derived(this.#answer?.project === app.project?.path ? this.#answer : null);
  /** Of the last query that was answered; it stays in view while the next one fails. */
  result = $derived(this.#own?.result ?? null);
  failure = $derived(this.#own?.failure ?? null);

  /** Runs what is typed; what ran before is stopped. */
  async run(): Promise<void> {
    const { project } = app;
    if (project === null) return;
    const sql = this.text;
    this.#remember(sql);
    const asked = ++this.#asked;
    this.running = true;
    const before = this.result;
    this.#answer = { project: project.path, result: before, failure: null };
    const answer = { project: project.path, result: before, failure: null };
    try {
      const result = await app.client.call('sql.run', { sql });
      if (asked === this.#asked) this.#answer = { ...answer, result };
    } catch (error) {
      if (asked === this.#asked) this.#answer = { ...answer, failure: asMikkeError(error) };
    } finally {
      if (asked === this.#asked) this.running = false;
    }
  }

  async stop(): Promise<void> {
    await app.client.call('sql.stop', {});
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
