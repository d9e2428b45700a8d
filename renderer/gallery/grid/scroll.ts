/**
 * Browsers limit how tall an element can be (Chromium to 33,554,432 CSS pixels, fewer where the page
 * is zoomed). Content that is taller stands in a scroller of a smaller height. Near both ends of it a
 * pixel of the scroller is a pixel of the content; in between it is more than one for jumps of the
 * scroll bar, while small movements, as those of a wheel, still move by their pixels.
 */
const TALLEST = 8_000_000;
/** As far from either end scroller and content move alike. */
const ALIKE = 1_000_000;
/** Movements of more windows than this are jumps. */
const JUMP_WINDOWS = 4;

export type Scroll = {
  /** Of the content, and of the element that stands for it. */
  contentHeight: number;
  scrollHeight: number;
  viewHeight: number;
};

export function scrollOf(contentHeight: number, viewHeight: number): Scroll {
  const whole = Math.max(contentHeight, viewHeight);
  return {
    contentHeight: whole,
    scrollHeight: Math.min(whole, Math.max(TALLEST, viewHeight)),
    viewHeight,
  };
}

export const lastTop = ({ contentHeight, viewHeight }: Scroll): number =>
  contentHeight - viewHeight;
const lastScroll = ({ scrollHeight, viewHeight }: Scroll): number => scrollHeight - viewHeight;

const clamp = (value: number, least: number, most: number) =>
  Math.max(least, Math.min(most, value));

/** Through (0, 0) and (fromEnd, toEnd), at slope 1 near both. */
function stretched(value: number, fromEnd: number, toEnd: number): number {
  if (fromEnd === toEnd || value <= ALIKE) return value;
  const left = fromEnd - value;
  if (left <= ALIKE) return toEnd - left;
  return ALIKE + ((value - ALIKE) * (toEnd - 2 * ALIKE)) / (fromEnd - 2 * ALIKE);
}

/** Where the content stands when somebody jumps to a position of the scroller. */
export const topAt = (scroll: Scroll, scrollTop: number): number =>
  stretched(clamp(scrollTop, 0, lastScroll(scroll)), lastScroll(scroll), lastTop(scroll));

/** The position of the scroller for one of the content. */
export const scrollTopFor = (scroll: Scroll, top: number): number =>
  stretched(clamp(top, 0, lastTop(scroll)), lastTop(scroll), lastScroll(scroll));

/** Where the content stands after the scroller moved from one position to another. */
export function movedTop(
  scroll: Scroll,
  before: { top: number; scrollTop: number },
  scrollTop: number,
): number {
  // Browsers round positions.
  if (scrollTop < 1) return topAt(scroll, 0);
  if (scrollTop > lastScroll(scroll) - 1) return lastTop(scroll);
  const by = scrollTop - before.scrollTop;
  if (Math.abs(by) > JUMP_WINDOWS * scroll.viewHeight) return topAt(scroll, scrollTop);
  return clamp(before.top + by, 0, lastTop(scroll));
}
