/** Operations that move pixels; what they uncover takes the canvas's fill. */
import type { Canvas, Operation } from './canvas.ts';

/** Rows lean to the left by `amount` pixels for each pixel below the middle. */
export const shearX: Operation = (canvas, from, to, amount) =>
  resample(canvas, from, to, { xx: 1, xy: amount, yx: 0, yy: 1, dx: 0, dy: 0 });

/** Columns move up by `amount` pixels for each pixel right of the middle. */
export const shearY: Operation = (canvas, from, to, amount) =>
  resample(canvas, from, to, { xx: 1, xy: 0, yx: amount, yy: 1, dx: 0, dy: 0 });

/** To the left by `amount` pixels. */
export const translateX: Operation = (canvas, from, to, amount) =>
  resample(canvas, from, to, { xx: 1, xy: 0, yx: 0, yy: 1, dx: amount, dy: 0 });

/** Up by `amount` pixels. */
export const translateY: Operation = (canvas, from, to, amount) =>
  resample(canvas, from, to, { xx: 1, xy: 0, yx: 0, yy: 1, dx: 0, dy: amount });

/** Counter-clockwise by `amount` degrees about the middle. */
export const rotate: Operation = (canvas, from, to, amount) => {
  const angle = (amount * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  resample(canvas, from, to, { xx: cos, xy: -sin, yx: sin, yy: cos, dx: 0, dy: 0 });
};

/**
 * Where the pixel at (x, y) of the result comes from, both from the middle of the image:
 * (xx x + xy y + dx, yx x + yy y + dy).
 */
type Origin = { xx: number; xy: number; yx: number; yy: number; dx: number; dy: number };

/**
 * Bilinear. An origin within the image takes its neighbours beyond the edge from the edge; one
 * outside is filled.
 */
function resample(canvas: Canvas, from: Uint8Array, to: Uint8Array, origin: Origin): void {
  const { shape, fill } = canvas;
  const { height, width, channels } = shape;
  const { xx, xy, yx, yy, dx, dy } = origin;
  const right = width - 1;
  const bottom = height - 1;
  let at = 0;
  for (let row = 0; row < height; row++) {
    const y = row - bottom / 2;
    for (let column = 0; column < width; column++) {
      const x = column - right / 2;
      const u = xx * x + xy * y + dx + right / 2;
      const v = yx * x + yy * y + dy + bottom / 2;
      // A pixel reaches half a pixel to each side of its middle.
      if (u < -0.5 || u >= width - 0.5 || v < -0.5 || v >= height - 0.5) {
        for (let c = 0; c < channels; c++) to[at++] = fill[c];
        continue;
      }
      const left = Math.floor(u);
      const top = Math.floor(v);
      const across = u - left;
      const down = v - top;
      const x0 = (left < 0 ? 0 : left) * channels;
      const x1 = (left < right ? left + 1 : right) * channels;
      const y0 = (top < 0 ? 0 : top) * width * channels;
      const y1 = (top < bottom ? top + 1 : bottom) * width * channels;
      for (let c = 0; c < channels; c++) {
        const upper = from[y0 + x0 + c] + across * (from[y0 + x1 + c] - from[y0 + x0 + c]);
        const lower = from[y1 + x0 + c] + across * (from[y1 + x1 + c] - from[y1 + x0 + c]);
        // Between two pixel values, so rounding needs no cutting.
        to[at++] = upper + down * (lower - upper) + 0.5;
      }
    }
  }
}
