import { closest, distance } from 'fastest-levenshtein';

/** The known word that a misspelt one is nearest to, if at least half of its letters stand. */
export function suggestKey(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(typed, known);
  const half = Math.max(typed.length, nearest.length) / 2;
  return distance(typed, nearest) <= half ? nearest : undefined;
}
