/** The papers of views state their bandwidths for images of 224 pixels a side. */
export const PAPER_SIZE = 224;

/** Two halvings of a multiple of 4 come out even, and so does the crop of a spectrum. */
export const SIDE_STEP = 4;

/**
 * The multiple of 4 that is nearest to `side`, of at least 4 pixels; the whole of an image is `size`.
 * A half is rounded up; the small term keeps one that interpolation left just below it from being less.
 */
export const snapped = (side: number, size: number): number =>
  side >= size
    ? size
    : Math.min(Math.max(SIDE_STEP, SIDE_STEP * Math.round(side / SIDE_STEP + 1e-9)), size);
