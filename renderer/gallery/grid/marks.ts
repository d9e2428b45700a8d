import {
  EXCLUDED,
  FORGOTTEN,
  HIDDEN,
  MOVED_BACK,
  TAGGED,
  WRONG,
} from '../../../src/core/query/facts.ts';
import { paintBorder, paintChosen, paintState, type Box, type Palette } from '../../lib/paint.ts';

const SEEN = HIDDEN | MOVED_BACK | WRONG | FORGOTTEN | EXCLUDED | TAGGED;

export type MarkStyle = {
  width: number;
  height: number;
  palette: Palette;
  devicePixelRatio: number;
  /** Whether every tile has a border for its state. */
  borders: boolean;
};

/**
 * What is drawn over a tile, by its facts, painted once for a size and a theme: hatching each of
 * many thousand tiles anew takes longer than a frame.
 */
export function createMarks() {
  let madeFor = '';
  const marks = new Map<string, HTMLCanvasElement | null>();
  return (style: MarkStyle) => {
    const asked = JSON.stringify(style);
    if (asked !== madeFor) marks.clear();
    madeFor = asked;
    return (facts: number, chosen: boolean): HTMLCanvasElement | null => {
      const key = `${facts} ${chosen}`;
      let mark = marks.get(key);
      if (mark === undefined) marks.set(key, (mark = markOf(style, facts, chosen)));
      return mark;
    };
  };
}

function markOf(style: MarkStyle, facts: number, chosen: boolean): HTMLCanvasElement | null {
  const { width, height, palette, devicePixelRatio, borders } = style;
  if (((facts & SEEN) === 0 && !borders && !chosen) || width === 0 || height === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const box: Box = { x: 0, y: 0, width, height };
  paintState(context, box, facts, palette, devicePixelRatio);
  if (borders) paintBorder(context, box, facts, palette, devicePixelRatio);
  if (chosen) paintChosen(context, box, palette, devicePixelRatio);
  return canvas;
}
