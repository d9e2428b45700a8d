import { z } from 'zod';

/** The scores that say which samples are nearly the same; both are NaN of one that is near nobody. */
export const duplicateScores = {
  distance: 'duplicate distance',
  group: 'duplicate group',
} as const;

export const duplicatesSchema = z.strictObject({
  groups: z.int(),
  /** In all groups. */
  samples: z.int(),
  /** Groups that have samples of both splits. */
  across: z.int(),
});
export type Duplicates = z.infer<typeof duplicatesSchema>;
