/** How the gallery's tiles are set; it stays while other views are shown. */
import { LARGEST, SMALLEST } from './grid/geometry.ts';

/** Smaller tiles have no line of their losses, CSS pixels. */
export const LINE_SIDE = 80;

class GalleryState {
  /** Whether large enough tiles have a border for their state, and a line of their losses. */
  borders = $state(false);
  #lines = $state(false);
  #side = $state(64);

  get lines(): boolean {
    return this.#lines;
  }
  /** Makes tiles large enough to have them. */
  set lines(on: boolean) {
    this.#lines = on;
    if (on) this.side = Math.max(this.side, LINE_SIDE);
  }

  /** The longer side of a tile, CSS pixels. */
  get side(): number {
    return this.#side;
  }
  set side(side: number) {
    this.#side = Math.min(LARGEST, Math.max(SMALLEST, side));
  }
}

export const gallery = new GalleryState();
