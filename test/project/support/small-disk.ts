import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A disk of 1 MB in memory that goes away with the test, or why there is none. */
export function smallDisk(): { folder: string; remount(option: string): void } | string {
  if (process.platform !== 'linux') return 'a disk in memory is made on Linux only';
  if (process.getuid?.() !== 0) return 'only root may mount a disk in memory';
  const folder = mkdtempSync(join(tmpdir(), 'mikke-disk-'));
  const mount = (...options: string[]) =>
    spawnSync('mount', [...options, folder], { encoding: 'utf8' });
  const mounted = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs');
  onTestFinished(() => {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (mounted.status !== 0) return `no disk in memory can be mounted here: ${mounted.stderr}`;
  return {
    folder,
    remount(option) {
      const { status, stderr } = mount('-o', `remount,${option}`);
      if (status !== 0) throw new Error(stderr);
    },
  };
}
