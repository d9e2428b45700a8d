/** Thumbnails from images. */
import sharp, { type Sharp } from 'sharp';
import type { SampleShape } from '../../core/record/sample-shape.ts';
import { mosaicSize, pictureSize, type ImageSize } from '../../core/record/thumbnail.ts';

const JPEG = { quality: 80 } as const;

/** What is kept of one image: its mosaic tile, and its picture where it is larger than that. */
export type Drawn = { mosaic: Uint8Array; picture: Uint8Array | null };

/** @param image of the shape, or smaller with the same aspect, as an atlas has it */
export async function drawThumbnail(
  image: Uint8Array,
  own: SampleShape,
  shape: SampleShape = own,
): Promise<Drawn> {
  const larger = pictureSize(shape);
  if (larger === null) return { mosaic: image, picture: null };
  const fitting = own.width > larger.width || own.height > larger.height ? larger : own;
  const { channels } = shape;
  const small = await scaled(image, own, fitting);
  const size = { ...fitting, channels };
  const [mosaic, picture] = await Promise.all([
    scaled(small, size, mosaicSize(shape)),
    rawImage(small, size).jpeg(JPEG).toBuffer(),
  ]);
  return { mosaic, picture };
}

const scaled = async (image: Uint8Array, from: SampleShape, to: ImageSize): Promise<Uint8Array> =>
  from.width === to.width && from.height === to.height
    ? image
    : rawImage(image, from).resize(to.width, to.height, { fit: 'fill' }).raw().toBuffer();

/** Pixels (NHWC) as a picture of sharp's that keeps its number of channels. */
export function rawImage(pixels: Uint8Array, { width, height, channels }: SampleShape): Sharp {
  const grey = channels === 1;
  // Without a colour space of its own, sharp makes three channels of one.
  return sharp(pixels, { raw: { width, height, channels: grey ? 1 : 3 } }).toColourspace(
    grey ? 'b-w' : 'srgb',
  );
}
