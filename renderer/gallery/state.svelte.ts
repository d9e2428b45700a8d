/** How the gallery is set; it stays while other views are shown. */
import type { Moment } from '../../src/core/query/query.ts';
import { LARGEST, SMALLEST } from './grid/geometry.ts';

export const modes = ['grid', 'map', 'confusion', 'compare'] as const;
export type Mode = (typeof modes)[number];

class GalleryState {
  mode = $state<Mode>('grid');
  #side = $state(64);
  /** Whether large enough tiles have a border for their state, and a line of their losses. */
  borders = $state(false);
  sparks = $state(false);
  /** What the left pane compares; null for the run's first epoch. */
  left = $state.raw<Moment | null>(null);
  /** What the right pane compares; null to follow the time cursor. */
  right = $state.raw<Moment | null>(null);

  /** The longer side of a tile, CSS pixels. */
  get side(): number {
    return this.#side;
  }
  set side(side: number) {
    this.#side = Math.min(LARGEST, Math.max(SMALLEST, side));
  }
}

export const gallery = new GalleryState();
