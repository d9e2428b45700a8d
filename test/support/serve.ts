/** A real `mikke serve`, as a process of its own with a data folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMikke } from './cli.ts';

export type Served = {
  /** With the token. */
  address: string;
  /** What stands in it goes with `close`. */
  folder: string;
  close(): Promise<void>;
};

export async function serveApp(): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-serve-'));
  const job = startMikke(['serve'], { env: { ...process.env, MIKKE_HOME: folder } });
  const [, address] = await job.line(/Mikke is at (\S+)\n/);
  return {
    address,
    folder,
    async close() {
      job.child.kill('SIGTERM');
      await job.ended;
      rmSync(folder, { recursive: true });
    },
  };
}
