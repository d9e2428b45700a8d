import type { z } from 'zod';
import { suggestKey } from '../errors/suggest.ts';

/**
 * What a schema found, with its key path, as a sentence.
 * @param known the keys of the object in which one is unknown
 */
export function problemOf(issue: z.core.$ZodIssue, known: readonly string[]): string {
  const at = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `${at || 'it'} ${issue.message}.`;
  const [key] = issue.keys;
  const meant = suggestKey(key, known);
  const prefix = at === '' ? '' : `${at}.`;
  return `it has an unknown key "${prefix}${key}".${meant === undefined ? '' : ` Did you mean "${prefix}${meant}"?`}`;
}
