/** A rectangle that a pointer draws around tiles; what it leaves the window for comes into view. */
import type { Ranges } from '../../lib/ranges.ts';
import type { Band } from './painter.ts';

export type Point = Band['from'];

/** What the gesture needs of the grid. Points are CSS pixels of the window, or of the content in a pane. */
type Host = {
  pointOf(event: MouseEvent): Point;
  inContent(point: Point): Point;
  height(): number;
  scrollBy(pixels: number): void;
  chosen(): Ranges;
  /** Hears the rectangle whenever it changes, and what stays chosen besides. */
  ondraw(band: Band, besides: Ranges): void;
};

/** How far a pointer moves before it draws, CSS pixels. */
const DRAWS_FROM = 5;

export class BandGesture {
  /** In the content; null while none is drawn. */
  band = $state.raw<Band | null>(null);
  /** Whether the pointer that was down last drew one, and so did not click. */
  drew = false;
  readonly #host: Host;
  #down: { id: number; at: Point; besides: Ranges } | null = null;
  #pointer: Point = { x: 0, y: 0 };
  #frame = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  begin(event: PointerEvent): void {
    this.drew = false;
    // A finger scrolls.
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    const at = this.#host.inContent(this.#host.pointOf(event));
    this.#down = { id: event.pointerId, at, besides: adds ? this.#host.chosen() : [] };
  }

  /** Whether the pointer is down, so that its moves are the gesture's. */
  move(event: PointerEvent): boolean {
    this.#pointer = this.#host.pointOf(event);
    // The button was released where nobody heard of it.
    if (event.buttons === 0) this.end();
    if (this.#down === null) return false;
    const { id, at } = this.#down;
    const to = this.#host.inContent(this.#pointer);
    if (this.band === null) {
      if (Math.hypot(to.x - at.x, to.y - at.y) < DRAWS_FROM) return true;
      (event.currentTarget as HTMLElement).setPointerCapture(id);
      this.drew = true;
      this.#frame = requestAnimationFrame(this.#carry);
    }
    this.#draw(to);
    return true;
  }

  end = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#down = null;
    this.band = null;
  };

  #draw(to: Point): void {
    if (this.#down === null) return;
    this.band = { from: this.#down.at, to };
    this.#host.ondraw(this.band, this.#down.besides);
  }

  #carry = (): void => {
    const { y } = this.#pointer;
    const beyond = y < 0 ? y : Math.max(0, y - this.#host.height());
    if (beyond !== 0) {
      this.#host.scrollBy(beyond / 2);
      this.#draw(this.#host.inContent(this.#pointer));
    }
    this.#frame = requestAnimationFrame(this.#carry);
  };
}
