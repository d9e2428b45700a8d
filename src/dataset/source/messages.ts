import { z } from 'zod';
import { augmentationSchema } from '../../core/view/augmentation.ts';

const report = z.strictObject({ code: z.string(), message: z.string() });

/**
 * The arrays of one batch. They wander between the training thread and the thread that fills them,
 * moved and never copied, so that a run allocates only its first few. `samples` is filled by who
 * asks, the rest by who answers; arrays may be longer than the batch.
 */
const arrays = z.strictObject({
  samples: z.instanceof(Uint32Array),
  pixels: z.instanceof(Float32Array),
  labels: z.instanceof(Int32Array),
});
export type BatchArrays = z.infer<typeof arrays>;

/** From the training thread: fill these arrays for the first `count` of their samples. */
export const fillRequestSchema = z.strictObject({
  id: z.int(),
  split: z.enum(['train', 'test']),
  count: z.int(),
  augmentation: augmentationSchema.nullable(),
  arrays,
});
export type FillRequest = z.infer<typeof fillRequestSchema>;

/** To the training thread: first `ready` or `unusable`, then an answer a request. */
export const sourceMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), trainLabels: z.instanceof(Uint16Array) }),
  z.strictObject({ kind: z.literal('unusable'), report }),
  z.strictObject({ kind: z.literal('filled'), id: z.int(), arrays }),
  z.strictObject({ kind: z.literal('refused'), id: z.int(), report }),
]);
export type SourceMessage = z.infer<typeof sourceMessageSchema>;

/** What moves with the arrays. */
export const buffersOf = ({ samples, pixels, labels }: BatchArrays): ArrayBuffer[] =>
  [samples.buffer, pixels.buffer, labels.buffer] as ArrayBuffer[];
