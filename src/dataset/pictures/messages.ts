import { z } from 'zod';
import type { DatasetRecord } from '../../core/record/dataset.ts';
import { augmentationSchema } from '../../core/view/augmentation.ts';
import { resamplings } from '../../core/view/resampling.ts';

const samples = z.custom<Uint32Array>((value) => value instanceof Uint32Array);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Of which data-set version a thread reads the pictures; arrays are in order of position. */
export type PicturesRequest = {
  record: DatasetRecord;
  sourceIndex: Uint32Array;
  /** CONTENT_ID_BYTES a sample. */
  contentIds: Uint8Array;
};

const view = z.strictObject({
  height: z.int().min(1),
  width: z.int().min(1),
  resampling: z.enum(resamplings),
});

/**
 * To the thread: draw thumbnails of samples, or from an atlas whose first tile is a sample's; or give
 * an image, or one as training shows it.
 */
export const askSchema = z.discriminatedUnion('kind', [
  z.strictObject({ id: z.int(), kind: z.literal('draw'), samples }),
  z.strictObject({ id: z.int(), kind: z.literal('cut'), samples, png: bytes }),
  z.strictObject({ id: z.int(), kind: z.literal('image'), sample: z.int() }),
  z.strictObject({
    id: z.int(),
    kind: z.literal('seen'),
    sample: z.int(),
    augmentation: augmentationSchema.nullable(),
    view: view.nullable(),
  }),
]);
export type Ask = z.infer<typeof askSchema>;

/** From the thread, an answer a message. */
export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: z.int(),
    kind: z.literal('drawn'),
    thumbnails: z.strictObject({
      samples,
      states: bytes,
      mosaics: bytes,
      pictures: bytes,
      offsets: samples,
    }),
  }),
  z.strictObject({ id: z.int(), kind: z.literal('image'), pixels: bytes }),
  z.strictObject({
    id: z.int(),
    kind: z.literal('seen'),
    seen: z.strictObject({
      pixels: bytes,
      height: z.int(),
      width: z.int(),
      done: z.array(z.string()),
    }),
  }),
  z.strictObject({
    id: z.int(),
    kind: z.literal('refused'),
    report: z.strictObject({ code: z.string(), message: z.string() }),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;
