/** Things that were made once and are kept while there is room; what was used longest ago goes first. */
export class ByteCache {
  readonly #entries = new Map<string, { value: unknown; bytes: number }>();
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /**
   * What is kept under the key, or else is made and kept. A key always stands for the same thing,
   * and so for the same type: it names what it was made of, and as of when.
   */
  get<T>(key: string, make: () => T): T {
    const kept = this.#entries.get(key);
    if (kept === undefined) return this.set(key, make());
    this.#entries.delete(key);
    this.#entries.set(key, kept);
    return kept.value as T;
  }

  /** What is kept under the key, or null; it does not count as used. */
  peek<T>(key: string): T | null {
    return (this.#entries.get(key)?.value ?? null) as T | null;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** What is larger than the whole cache is not kept. */
  set<T>(key: string, value: T): T {
    const bytes = bytesOf(value);
    this.#drop(key);
    if (bytes > this.#limitBytes) return value;
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limitBytes) break;
      this.#drop(oldest);
    }
    return value;
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}

/** Room that an entry's key and its other small parts take, roughly. */
const ENTRY_BYTES = 512;

/** Of the arrays that a value is or has. Memory that two values share counts twice. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return ENTRY_BYTES + value.byteLength;
  if (typeof value !== 'object' || value === null) return ENTRY_BYTES;
  return Object.values(value).reduce<number>(
    (sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    ENTRY_BYTES,
  );
}
