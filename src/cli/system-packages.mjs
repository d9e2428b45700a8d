// Plain JavaScript with Node's own modules only: setup.mjs imports it under any Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A line for the person who sets up. */
export const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

/**
 * Installs packages of Debian, as root and unless MIKKE_SYSTEM_INSTALL forbids it; otherwise says
 * what is missed without them, and the command that would install them. Returns whether they are
 * installed now.
 * @param {{ packages: string, purpose: string, without: string, elsewhere: string }} wanted
 *   `without` and `elsewhere` are sentences without their full stop: what is missed, and what to do
 *   on a system that is not Debian.
 */
export function installPackages({ packages, purpose, without, elsewhere }) {
  const command = `apt-get install --yes --no-install-recommends ${packages}`;
  if (!existsSync('/etc/debian_version')) {
    say(`${without}. ${elsewhere}.`);
    return false;
  }
  if (process.getuid?.() !== 0 || process.env['MIKKE_SYSTEM_INSTALL'] === '0') {
    say(`${without}. This installs it: sudo ${command}`);
    return false;
  }
  const plural = packages.includes(' ') ? 's' : '';
  say(`Installing the package${plural} ${packages}, ${purpose} (not with MIKKE_SYSTEM_INSTALL=0).`);
  // The lists of packages may be missing or old.
  const installed = runs(command) || (runs('apt-get update') && runs(command));
  if (!installed) say(`${without}. This failed: apt-get update && ${command}`);
  return installed;
}

/** Whether a command of plain words succeeds, within some minutes. */
function runs(/** @type {string} */ command) {
  const [program, ...words] = command.split(' ');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, words, { env, stdio: 'ignore', timeout: 300_000 }).status === 0;
}
