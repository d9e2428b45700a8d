/** What the thread that finds near-duplicates hears, in this order, and what it says at the end. */
import { z } from 'zod';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const floats = z.custom<Float32Array<ArrayBuffer>>((value) => value instanceof Float32Array);

export const askSchema = z.discriminatedUnion('kind', [
  /** Pixels of some samples from `start` on, one picture after another, and whether each is there. */
  z.strictObject({ kind: z.literal('pictures'), start: z.int(), known: bytes, pixels: bytes }),
  z.strictObject({ kind: z.literal('find') }),
]);
export type Ask = z.infer<typeof askSchema>;

export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hashed') }),
  z.strictObject({
    kind: z.literal('found'),
    distance: floats,
    group: floats,
    groups: z.int(),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

export const requestSchema = z.strictObject({
  samples: z.int(),
  most: z.int(),
  shape: z.strictObject({ height: z.int(), width: z.int(), channels: z.int() }),
});
export type Request = z.infer<typeof requestSchema>;
