import type { SampleShape } from '../../core/record/sample-shape.ts';
import { rawImage } from './draw.ts';

/** An image as a PNG, which keeps every pixel. @param pixels height x width x channels */
export const pngOf = (pixels: Uint8Array, shape: SampleShape): Promise<Uint8Array> =>
  rawImage(pixels, shape).png().toBuffer();
