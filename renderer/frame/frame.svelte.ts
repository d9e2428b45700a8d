/** How this window is laid out, and which of its dialogs is open; widths are remembered. */
const STORE = 'mikke.frame';
const MIN_WIDTH = 240;
const MAX_WIDTH = 560;
const DEFAULT_WIDTH = 304;

/** What was remembered; whatever else stands there is passed over. */
function remembered(): { width: number; open: boolean } {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(STORE) ?? '{}');
    const { width, open } = found as { width?: unknown; open?: unknown };
    return {
      width: typeof width === 'number' ? width : DEFAULT_WIDTH,
      open: open !== false,
    };
  } catch {
    return { width: DEFAULT_WIDTH, open: true };
  }
}

const clamp = (width: number) => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.round(width)));

class Frame {
  readonly minWidth = MIN_WIDTH;
  readonly maxWidth = MAX_WIDTH;
  #width = $state(clamp(remembered().width));
  readonly openAtStart = remembered().open;
  commandsOpen = $state(false);
  keysOpen = $state(false);

  get width(): number {
    return this.#width;
  }

  set width(width: number) {
    this.#width = clamp(width);
  }

  remember(open: boolean): void {
    try {
      localStorage.setItem(STORE, JSON.stringify({ width: this.#width, open }));
    } catch {
      // A window that may not store anything forgets its layout.
    }
  }
}

export const frame = new Frame();
