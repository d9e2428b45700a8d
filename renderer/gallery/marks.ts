import { paintState, type Palette } from '../lib/paint.ts';

/** One byte of facts has its lowest four bits in use. */
const FACTS = 16;

/**
 * What is drawn over a tile, by its facts, painted once for a size and a theme: hatching each of
 * many hundred tiles anew takes longer than a frame.
 */
export function createMarks() {
  let madeFor = '';
  let marks: (HTMLCanvasElement | null)[] = [];
  return (width: number, height: number, palette: Palette, devicePixelRatio: number) => {
    const asked = JSON.stringify([width, height, palette, devicePixelRatio]);
    if (asked === madeFor) return marks;
    madeFor = asked;
    marks = Array.from({ length: FACTS }, (_, facts) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      if (facts === 0 || context === null || width === 0 || height === 0) return null;
      paintState(context, { x: 0, y: 0, width, height }, facts, palette, devicePixelRatio);
      return canvas;
    });
    return marks;
  };
}
