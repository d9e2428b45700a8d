/** How the gallery is set; it stays while other views are shown. */
import { LARGEST, SMALLEST } from './grid/geometry.ts';

export const modes = ['grid', 'map', 'confusion', 'compare'] as const;
export type Mode = (typeof modes)[number];

class GalleryState {
  mode = $state<Mode>('grid');
  /** Whether large enough tiles have a border for their state, and a line of their losses. */
  borders = $state(false);
  sparks = $state(false);
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
