/** What goes over a connection, coded by codec.ts. */
import { z } from 'zod';

/**
 * A longer request is refused; what is long are replies. The longest is a recipe with all the
 * samples that it can leave out (core/record/exclusion.ts), which takes a quarter of it.
 */
export const MAX_REQUEST_BYTES = 2 ** 22;

const callId = z.int().min(1);

export const requestSchema = z.union([
  z.strictObject({ id: callId, call: z.string(), input: z.unknown() }),
  /** The stream's last value was taken: the next one may come. A slow window is never flooded. */
  z.strictObject({ id: callId, next: z.literal(true) }),
  /** Ends a stream. */
  z.strictObject({ id: callId, cancel: z.literal(true) }),
]);

export const replySchema = z.union([
  z.strictObject({ id: callId, value: z.unknown() }),
  /** A stream has ended. */
  z.strictObject({ id: callId, done: z.literal(true) }),
  z.strictObject({
    id: callId,
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
]);
