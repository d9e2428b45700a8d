/** Samples that a person chose: those at some places of a query's order, so that no million numbers are sent. */
import { z } from 'zod';
import { querySchema } from './query.ts';
import { MOST_RANGES } from './ranges.ts';

const place = z.int().min(0);

export const selectionSchema = z.strictObject({
  query: querySchema,
  /** The order that was chosen in, as finding the query named it; left out where no places were chosen. */
  order: z.string().optional(),
  /** Places with both ends, ascending and apart from each other; null for all that the query finds. */
  ranges: z
    .array(z.tuple([place, place]))
    .max(MOST_RANGES)
    .refine((ranges) =>
      ranges.every(([from, to], i) => from <= to && (i === 0 || from > ranges[i - 1][1])),
    )
    .nullable(),
});
export type Selection = z.infer<typeof selectionSchema>;
