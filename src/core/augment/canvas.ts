import { pixelsOf, type SampleShape } from '../record/sample-shape.ts';

/**
 * An image under work, uint8 pixels of height x width x channels, and what operations need beside
 * it. It serves any number of images of one shape, so that no array is allocated an image.
 */
export type Canvas = {
  readonly shape: SampleShape;
  /** height x width x channels. */
  readonly size: number;
  /** The image; another array after each operation. */
  pixels: Uint8Array;
  /** Where the next operation writes. */
  spare: Uint8Array;
  /** The value a channel of what a geometric operation uncovers. */
  readonly fill: Uint8Array;
  /** Room for a new value of every pixel value, 256 a channel. */
  readonly table: Uint8Array;
  /** Room for the counts of the pixel values of one channel, 256. */
  readonly histogram: Uint32Array;
  /** Hears in words what is done to an image, for whoever looks at one. */
  readonly tell: ((done: string) => void) | null;
};

export function newCanvas(
  shape: SampleShape,
  fill: ArrayLike<number>,
  tell: Canvas['tell'] = null,
): Canvas {
  const size = pixelsOf(shape);
  return {
    shape,
    size,
    pixels: new Uint8Array(size),
    spare: new Uint8Array(size),
    fill: Uint8Array.from(fill),
    table: new Uint8Array(256 * shape.channels),
    histogram: new Uint32Array(256),
    tell,
  };
}

/**
 * Writes `from`, changed by `amount`, to all of `to`, which is another array. What the amount means
 * is said by each operation. Of the canvas it reads only the shape and the fill.
 */
export type Operation = (canvas: Canvas, from: Uint8Array, to: Uint8Array, amount: number) => void;

export const identity: Operation = (_, from, to) => to.set(from);

/** Changes the image of the canvas. */
export function apply(canvas: Canvas, operation: Operation, amount: number): void {
  const { pixels, spare } = canvas;
  operation(canvas, pixels, spare, amount);
  canvas.pixels = spare;
  canvas.spare = pixels;
}

/** The nearest pixel value: rounded, and cut to 0 … 255. */
export const pixelValue = (value: number): number =>
  value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5);

/** ITU-R BT.601 luma of red, green and blue. */
export const luma = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue;
