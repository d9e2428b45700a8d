import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Mikke keeps what it makes on its own account; MIKKE_HOME names another place. */
export function dataFolder(): string {
  const { MIKKE_HOME, XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (MIKKE_HOME) return MIKKE_HOME;
  if (process.platform === 'darwin')
    return join(homedir(), 'Library', 'Application Support', 'mikke');
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? homedir(), 'mikke');
  return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'mikke');
}
