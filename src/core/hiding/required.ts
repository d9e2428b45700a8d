/**
 * What a policy asked for, which whoever calls it must have found out first.
 * @throws Error where it was left out: a mistake of the caller
 */
export function required<Found>(found: Found | undefined, what: string): Found {
  if (found === undefined) throw new Error(`A plan is asked for without ${what}.`);
  return found;
}
