/** A filter and an order under a name, kept with the project. The moment is not kept: a view is opened at any. */
import { z } from 'zod';
import { filterSchema, sortSchema } from './query.ts';

const LONGEST_NAME = 60;

/** Why a view cannot have a name, as a sentence, or null. */
export function whyNotViewName(name: string): string | null {
  if (name === '') return 'Give it a name.';
  if (name !== name.trim() || /\p{Cc}/u.test(name)) {
    return 'A name is one line without spaces at its ends.';
  }
  return name.length > LONGEST_NAME ? `A name has at most ${LONGEST_NAME} characters.` : null;
}

export const savedViewSchema = z.strictObject({
  name: z.string().refine((name) => whyNotViewName(name) === null, 'must be the name of a view'),
  filter: filterSchema,
  sort: sortSchema,
});
export type SavedView = z.infer<typeof savedViewSchema>;
