/** How the gallery is set; it stays while other views are shown. */
import { everything, type Chip, type Filter, type Sort } from './select.ts';
import type { TileSize } from './grid.ts';

class GalleryState {
  filter = $state.raw<Filter>(everything);
  sort = $state.raw<Sort>({ key: 'sample', descending: false });
  size = $state<TileSize>('middle');

  toggleChip(chip: Chip): void {
    const { chips } = this.filter;
    const without = chips.filter((other) => other !== chip);
    this.filter = {
      ...this.filter,
      chips: without.length < chips.length ? without : [...chips, chip],
    };
  }

  addClass(number: number): void {
    const { classes } = this.filter;
    if (classes.includes(number)) return;
    this.filter = { ...this.filter, classes: [...classes, number].sort((a, b) => a - b) };
  }

  removeClass(number: number): void {
    const classes = this.filter.classes.filter((other) => other !== number);
    this.filter = { ...this.filter, classes };
  }

  setLoss(loss: Filter['loss']): void {
    this.filter = { ...this.filter, loss };
  }

  clear(): void {
    this.filter = everything;
  }
}

export const gallery = new GalleryState();
