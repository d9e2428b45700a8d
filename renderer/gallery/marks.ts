import { paintState, type Palette } from '../lib/paint.ts';

/**
 * What is drawn over a tile, by its facts, painted once for a size and a theme: hatching each of
 * many hundred tiles anew takes longer than a frame.
 */
export function createMarks() {
  let madeFor = '';
  const marks = new Map<number, HTMLCanvasElement>();
  return (width: number, height: number, palette: Palette, devicePixelRatio: number) => {
    const asked = JSON.stringify([width, height, palette, devicePixelRatio]);
    if (asked !== madeFor) marks.clear();
    madeFor = asked;
    return (facts: number): HTMLCanvasElement | null => {
      if (facts === 0 || width === 0 || height === 0) return null;
      const known = marks.get(facts);
      if (known !== undefined) return known;
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      if (context === null) return null;
      paintState(context, { x: 0, y: 0, width, height }, facts, palette, devicePixelRatio);
      marks.set(facts, canvas);
      return canvas;
    };
  };
}
