import { userInfo } from 'node:os';

/** Who changes something: as in "mikke serve (anna)", or without the person where the system knows no name. */
export function nameOf(who: string): string {
  try {
    return `${who} (${userInfo().username})`;
  } catch {
    return who;
  }
}
