/** What a query's process and its parent say to each other, by structured clone. */
import { z } from 'zod';
import { kinds, type Cell } from '../../core/sql/result.ts';

/** The first message; every other is `next`, and asks for more rows. `parent` is the process that asks. */
export const questionSchema = z.strictObject({
  path: z.string(),
  sql: z.string(),
  parent: z.int(),
});
export type Question = z.infer<typeof questionSchema>;

// Cells are a million; whoever made them is this Mikke's own process.
const cells = z.custom<Cell[]>((value) => Array.isArray(value));

export const answerSchema = z.union([
  z.strictObject({
    part: z.strictObject({
      names: z.array(z.string()),
      kinds: z.array(z.enum(kinds)),
      rows: z.int().min(0),
      columns: z.array(cells),
    }),
    /** Whether no rows are left. */
    last: z.boolean(),
  }),
  z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) }),
]);
export type Answer = z.infer<typeof answerSchema>;
