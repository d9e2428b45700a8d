/** Small pictures of one size, many on each canvas: drawing two thousand of them takes few sources. */

const NONE = -1;

/**
 * Numbers of places for keys, up to a capacity; a new key takes the place of the one used longest ago.
 * Places are a list in the order of use: to find the first entry of a Map takes as long as there were
 * entries before it.
 */
export class Slots {
  readonly capacity: number;
  readonly #slots = new Map<number, number>();
  /** By place. */
  readonly #keys: number[] = [];
  readonly #older: Int32Array;
  readonly #newer: Int32Array;
  #oldest = NONE;
  #newest = NONE;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#older = new Int32Array(capacity).fill(NONE);
    this.#newer = new Int32Array(capacity).fill(NONE);
  }

  get(key: number): number | undefined {
    return this.#slots.get(key);
  }

  /** Counts a key as used now. */
  use(key: number): void {
    const slot = this.#slots.get(key);
    if (slot === undefined || slot === this.#newest) return;
    this.#takeOut(slot);
    this.#append(slot);
  }

  /** The place of a key, which it gets where it has none; null where all are of keys that stay. */
  take(key: number, stays: (key: number) => boolean): number | null {
    const known = this.#slots.get(key);
    if (known !== undefined) {
      this.use(key);
      return known;
    }
    let slot = this.#keys.length;
    if (slot >= this.capacity) {
      slot = this.#oldest;
      if (slot === NONE || stays(this.#keys[slot])) return null;
      this.#slots.delete(this.#keys[slot]);
      this.#takeOut(slot);
    }
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
    this.#append(slot);
    return slot;
  }

  #takeOut(slot: number): void {
    const [older, newer] = [this.#older[slot], this.#newer[slot]];
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  #append(slot: number): void {
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    if (this.#newest === NONE) this.#oldest = slot;
    else this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }
}

/** Where a picture stands, in pixels of `image`. */
export type Place = { image: OffscreenCanvas; x: number; y: number; width: number; height: number };

const BYTES_PER_PIXEL = 4;

export class Sheets {
  readonly slots: Slots;
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #sheets: { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D }[] = [];

  /** @param columns of a sheet, which has as many rows */
  constructor(size: { width: number; height: number }, columns: number, limitBytes: number) {
    this.width = size.width;
    this.height = size.height;
    this.#columns = columns;
    const sheetBytes = BYTES_PER_PIXEL * columns ** 2 * size.width * size.height;
    this.slots = new Slots(Math.max(1, Math.floor(limitBytes / sheetBytes)) * columns ** 2);
  }

  /** Where the picture of a key stands; undefined where it is not here. */
  find(key: number): Place | undefined {
    const slot = this.slots.get(key);
    return slot === undefined ? undefined : this.#placeOf(slot);
  }

  /** Puts pixels from `top` on of a strip of pictures at the place of a key. */
  putPixels(slot: number, strip: ImageData, top: number): void {
    const { x, y } = this.#placeOf(slot);
    const { width, height } = this;
    this.#contextOf(slot).putImageData(strip, x, y - top, 0, top, width, height);
  }

  putImage(slot: number, image: ImageBitmap): void {
    const { x, y } = this.#placeOf(slot);
    this.#contextOf(slot).drawImage(image, x, y, this.width, this.height);
  }

  #placeOf(slot: number): Place {
    const { width, height } = this;
    const within = slot % this.#columns ** 2;
    const x = (within % this.#columns) * width;
    const y = Math.floor(within / this.#columns) * height;
    return { image: this.#sheetOf(slot).canvas, x, y, width, height };
  }

  #contextOf(slot: number): OffscreenCanvasRenderingContext2D {
    return this.#sheetOf(slot).context;
  }

  #sheetOf(slot: number) {
    const number = Math.floor(slot / this.#columns ** 2);
    // Places are given in order, so that sheets are made in order.
    let sheet = this.#sheets[number];
    if (sheet === undefined) {
      const canvas = new OffscreenCanvas(this.#columns * this.width, this.#columns * this.height);
      // In the machine's memory: hundreds of small writes to a graphics card would hold up a frame.
      const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
      if (context === null) throw new Error('This window has no canvas to draw on.');
      sheet = { canvas, context };
      this.#sheets[number] = sheet;
    }
    return sheet;
  }
}
