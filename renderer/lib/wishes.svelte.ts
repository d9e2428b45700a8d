/**
 * What views wish for is asked of the shell: the most wanted first, a few at a time. What nobody
 * wishes for any more is not asked.
 */
import { untrack } from 'svelte';
import { MikkeError } from '../../src/core/errors/error.ts';
import type { Client } from '../../src/rpc/client.ts';
import { app } from './app.svelte.ts';
import { BoundedCache } from './bounded-cache.ts';

export type Wish<T> = { key: string; ask: (client: Client) => Promise<T> };

type Limits<T> = { bytes: number; bytesOf: (value: T) => number; atOnce: number };

export class Wishes<T> {
  readonly #limits: Limits<T>;
  readonly #cache: BoundedCache<T>;
  readonly #asked = new Set<string>();
  readonly #failures = new Map<string, string>();
  /** By who wishes; who wished last stands last. */
  readonly #wanted = new Map<object, readonly Wish<T>[]>();
  #version = $state(0);

  constructor(limits: Limits<T>) {
    this.#limits = limits;
    this.#cache = new BoundedCache(limits.bytes);
  }

  /** Counts what came and what failed: an effect that reads it runs again. */
  get version(): number {
    return this.#version;
  }

  get(key: string): T | undefined {
    return this.#cache.get(key);
  }

  /** Why it could not be had, as a sentence. */
  failure(key: string): string | null {
    return this.#failures.get(key) ?? null;
  }

  /** Replaces what somebody wishes for, the most wanted first. In an effect, it wishes again after a lost connection. */
  want(who: object, wishes: readonly Wish<T>[]): void {
    void app.connection;
    untrack(() => {
      this.#wanted.delete(who);
      this.#wanted.set(who, wishes);
      this.#cache.keep(new Set([...this.#wanted.values()].flat().map(({ key }) => key)));
      this.#ask();
    });
  }

  release(who: object): void {
    this.#wanted.delete(who);
  }

  /** Asks again for what failed. */
  retry(): void {
    this.#failures.clear();
    this.#version++;
    this.#ask();
  }

  #next(): Wish<T> | undefined {
    const lists = [...this.#wanted.values()].reverse();
    const longest = Math.max(0, ...lists.map(({ length }) => length));
    for (let at = 0; at < longest; at++) {
      for (const list of lists) {
        const wish = list.at(at);
        if (wish === undefined || this.#asked.has(wish.key)) continue;
        if (!this.#cache.has(wish.key) && !this.#failures.has(wish.key)) return wish;
      }
    }
    return undefined;
  }

  #ask(): void {
    while (this.#asked.size < this.#limits.atOnce && app.connection === 'open') {
      const wish = this.#next();
      if (wish === undefined) return;
      void this.#fetch(wish);
    }
  }

  async #fetch({ key, ask }: Wish<T>): Promise<void> {
    this.#asked.add(key);
    try {
      const value = await ask(app.client);
      this.#cache.set(key, value, this.#limits.bytesOf(value));
    } catch (error) {
      // What was lost with the connection is wished for again when there is one.
      if (!(error instanceof MikkeError && error.code === 'connection-lost')) {
        this.#failures.set(key, error instanceof Error ? error.message : String(error));
      }
    } finally {
      this.#asked.delete(key);
      this.#version++;
    }
    this.#ask();
  }
}
