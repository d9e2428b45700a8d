/**
 * What the shell answers to the latest question. One is under way at a time, and those that are
 * asked meanwhile are left out but for the last; an answer stays until the next is there.
 */
import { untrack } from 'svelte';
import { MikkeError } from '../../src/core/errors/error.ts';
import { app } from './app.svelte.ts';

export class Latest<Question, Answer> {
  /** With the question that it answers. */
  shown = $state.raw<{ question: Question; answer: Answer } | null>(null);
  /** Why the latest question has no answer, as a sentence. */
  failure = $state.raw<string | null>(null);
  readonly #ask: (question: Question) => Promise<Answer>;
  #about: unknown;
  #next: { question: Question } | null = null;
  #busy = false;

  constructor(ask: (question: Question) => Promise<Answer>) {
    this.#ask = ask;
  }

  /**
   * For an effect, which runs again when the connection is back.
   * @param about what the question is about: where it is another, the answer before is taken away
   */
  ask(question: Question, about: unknown): void {
    const open = app.connection === 'open';
    untrack(() => {
      if (about !== this.#about) {
        this.shown = null;
        this.failure = null;
      }
      this.#about = about;
      this.#next = { question };
      if (open && !this.#busy) void this.#fetch();
    });
  }

  async #fetch(): Promise<void> {
    this.#busy = true;
    while (this.#next !== null) {
      const { question } = this.#next;
      const about = this.#about;
      this.#next = null;
      try {
        const answer = await this.#ask(question);
        if (about !== this.#about) continue;
        this.shown = { question, answer };
        this.failure = null;
      } catch (error) {
        // What was lost with the connection is asked again when there is one.
        const lost = error instanceof MikkeError && error.code === 'connection-lost';
        if (!lost && about === this.#about) {
          this.failure = error instanceof Error ? error.message : String(error);
        }
      }
    }
    this.#busy = false;
  }
}
