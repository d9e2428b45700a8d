/**
 * What a project keeps of each picture, so that it can be shown without its data set: a mosaic tile
 * of raw pixels, and where the image is larger, a picture.
 */
import type { SampleShape } from './sample-shape.ts';

export type ImageSize = { width: number; height: number };

/** Images up to this on the long side are kept as they are. */
const WHOLE_SIDE = 32;
/** The long side of what is kept of larger ones, and of their picture. */
const MOSAIC_SIDE = 24;
const PICTURE_SIDE = 128;

/** Pixels of a mosaic tile: of the image itself where that is small, else with its aspect kept. */
export const mosaicSize = (shape: ImageSize): ImageSize =>
  isWhole(shape) ? { width: shape.width, height: shape.height } : within(shape, MOSAIC_SIDE);

/** Whether a mosaic tile is the very image. */
export const isWhole = ({ width, height }: ImageSize): boolean =>
  Math.max(width, height) <= WHOLE_SIDE;

/** Pixels of the picture; null where the mosaic tile is the image itself. */
export const pictureSize = (shape: ImageSize): ImageSize | null =>
  isWhole(shape) ? null : within(shape, PICTURE_SIDE);

/** Bytes of one mosaic tile. */
export function mosaicBytes(shape: SampleShape): number {
  const { width, height } = mosaicSize(shape);
  return width * height * shape.channels;
}

function within({ width, height }: ImageSize, longSide: number): ImageSize {
  const scale = Math.min(1, longSide / Math.max(width, height));
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

/**
 * How it stands with a sample's thumbnail, by number: not made yet, made, or why there is none: its
 * file ends before it, or holds another image there by now.
 */
export const thumbnailStates = ['waiting', 'made', 'missing', 'changed'] as const;
export type ThumbnailState = (typeof thumbnailStates)[number];
export const WAITING = 0;
export const MADE = 1;
export const MISSING = 2;
export const CHANGED = 3;

/** How far a data set's thumbnails are. */
export type ThumbnailProgress = {
  /** Samples that are done with: their thumbnails are there, or cannot be made. */
  done: number;
  total: number;
  /** How many of them cannot be made. */
  broken: number;
};

/** Thumbnails of some samples; item i of each array belongs to `samples[i]`. */
export type Thumbnails = {
  samples: Uint32Array;
  /** MADE, MISSING or CHANGED. */
  states: Uint8Array;
  /** `mosaicBytes` each, row by row with the channels as the data set's; black where none is made. */
  mosaics: Uint8Array;
  /** JPEG images, one after another: number i from `offsets[i]` to `offsets[i + 1]`; empty where there is none. */
  pictures: Uint8Array;
  offsets: Uint32Array;
};
