import { untrack } from 'svelte';
import { MikkeError } from '../../src/core/errors/error.ts';
import { BoundedCache } from './bounded-cache.ts';

/** Answers by key, each asked for once; reading one makes an effect run again when it comes. */
export class Answers<T> {
  readonly #cache: BoundedCache<T>;
  readonly #asked = new Set<string>();
  readonly #bytes: (value: T) => number;
  #failures = $state.raw<ReadonlyMap<string, string>>(new Map());
  #version = $state(0);

  constructor(limitBytes: number, bytes: (value: T) => number, onDrop?: (value: T) => void) {
    this.#cache = new BoundedCache(limitBytes, onDrop);
    this.#bytes = bytes;
  }

  get(key: string): T | undefined {
    void this.#version;
    return this.#cache.get(key);
  }

  failure(key: string): string | null {
    return this.#failures.get(key) ?? null;
  }

  keep(keys: ReadonlySet<string>): void {
    this.#cache.keep(keys);
  }

  has(key: string): boolean {
    return this.#cache.has(key) || this.#asked.has(key) || untrack(() => this.#failures).has(key);
  }

  /** Asks unless it is there, on its way, or failed before. */
  async ask(key: string, fetch: () => Promise<T>): Promise<void> {
    if (this.has(key)) return;
    this.#asked.add(key);
    try {
      const value = await fetch();
      this.#cache.set(key, value, this.#bytes(value));
    } catch (error) {
      // What was lost with the connection is asked for again when there is one.
      if (!(error instanceof MikkeError && error.code === 'connection-lost')) {
        const message = error instanceof Error ? error.message : String(error);
        this.#failures = new Map([...this.#failures, [key, message]]);
      }
    } finally {
      this.#asked.delete(key);
      this.#version++;
    }
  }

  forgetFailures(): void {
    if (this.#failures.size > 0) this.#failures = new Map();
  }
}
