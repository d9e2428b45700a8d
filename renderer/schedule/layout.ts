/** Sizes that the tracks and the epoch axis under them share, so that they stand in one line. Pixels. */
export const GUTTER = 200;
/** Around the drawing, inside its frame: value labels stand on the left. */
const MARGIN = { left: 60, right: 20, top: 14, bottom: 10 };
export const AXIS_HEIGHT = 40;
/** Pixels between two points of a curve. */
export const SAMPLING = 3;

export const boxOf = (width: number, height: number) => ({
  left: MARGIN.left,
  top: MARGIN.top,
  width: Math.max(1, width - MARGIN.left - MARGIN.right),
  height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
});
