/** How the gallery's tiles are set; it stays while other views are shown. */
import { LARGEST, SMALLEST } from './grid/geometry.ts';

class GalleryState {
  /** Whether large enough tiles have a border for their state, and a line of their losses. */
  borders = $state(false);
  lines = $state(false);
  #side = $state(64);

  /** The longer side of a tile, CSS pixels. */
  get side(): number {
    return this.#side;
  }
  set side(side: number) {
    this.#side = Math.min(LARGEST, Math.max(SMALLEST, side));
  }
}

export const gallery = new GalleryState();
