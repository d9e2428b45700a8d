/** What goes over a connection, coded by codec.ts. */
import { z } from 'zod';

const callId = z.int().min(1);

export const requestSchema = z.union([
  z.strictObject({ id: callId, call: z.string(), input: z.unknown() }),
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
