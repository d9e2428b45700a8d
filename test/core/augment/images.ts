import fc from 'fast-check';
import { newCanvas, type Operation } from '../../../src/core/augment/canvas.ts';
import { pixelsOf, type SampleShape } from '../../../src/core/record/sample-shape.ts';

export type Image = { shape: SampleShape; pixels: Uint8Array };

export const shapeOf = (height: number, width: number, channels = 1): SampleShape => ({
  height,
  width,
  channels,
});

/** Small images, square or not, of one or three channels. */
export const anyImage: fc.Arbitrary<Image> = fc
  .record({
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
    channels: fc.constantFrom(1, 3),
  })
  .chain((shape) => {
    const length = pixelsOf(shape);
    return fc.record({
      shape: fc.constant(shape),
      pixels: fc.uint8Array({ minLength: length, maxLength: length }),
    });
  });

export const FILL = [7, 77, 177];

/** The image after an operation, by a canvas that nothing else used. */
export function changed(operation: Operation, { shape, pixels }: Image, amount = 0): number[] {
  const to = new Uint8Array(pixels.length);
  operation(newCanvas(shape, FILL.slice(0, shape.channels)), pixels, to, amount);
  return [...to];
}

/** The value of a channel at a row and a column. */
export const valueAt = ({ shape, pixels }: Image, row: number, column: number, c = 0): number =>
  pixels[(row * shape.width + column) * shape.channels + c];

/** What `value` gives for each row, column and channel, in order. */
export const mapped = (
  { height, width, channels }: SampleShape,
  value: (row: number, column: number, c: number) => number,
): number[] =>
  Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return value(Math.floor(pixel / width), pixel % width, i % channels);
  });
