/** Values by key up to a number of bytes; what was used longest ago goes first, what is kept never. */
export class BoundedCache<T> {
  readonly #values = new Map<string, { value: T; bytes: number }>();
  readonly #limitBytes: number;
  readonly #onDrop: (value: T) => void;
  #bytes = 0;
  #kept: ReadonlySet<string> = new Set();

  constructor(limitBytes: number, onDrop: (value: T) => void = () => undefined) {
    this.#limitBytes = limitBytes;
    this.#onDrop = onDrop;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** The value, which counts as used. */
  get(key: string): T | undefined {
    const entry = this.#values.get(key);
    if (entry === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, bytes: number): void {
    this.#drop(key);
    this.#values.set(key, { value, bytes });
    this.#bytes += bytes;
    this.#trim(key);
  }

  /** What is on screen: it stays, even where it is more than the limit. */
  keep(keys: ReadonlySet<string>): void {
    this.#kept = keys;
    this.#trim();
  }

  #trim(newest?: string): void {
    if (this.#bytes <= this.#limitBytes) return;
    for (const key of [...this.#values.keys()]) {
      if (this.#bytes <= this.#limitBytes) return;
      if (key !== newest && !this.#kept.has(key)) this.#drop(key);
    }
  }

  #drop(key: string): void {
    const entry = this.#values.get(key);
    if (entry === undefined) return;
    this.#values.delete(key);
    this.#bytes -= entry.bytes;
    this.#onDrop(entry.value);
  }
}
