import { crc32 } from 'node:zlib';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';

/** The final weights of finished runs. */
export function weightStore({ read, write }: Connections) {
  return {
    get(run: number): Uint8Array | null {
      const row = read('SELECT checksum, data FROM weights WHERE run = ?').get(run) as
        { checksum: number; data: Buffer } | undefined;
      if (row === undefined) return null;
      if (crc32(row.data) !== row.checksum) {
        throw new Damage(`the weights of run ${run} do not match their checksum.`);
      }
      return new Uint8Array(row.data);
    },
    put: (run: number, data: Uint8Array): void =>
      void write('INSERT OR REPLACE INTO weights (run, checksum, data) VALUES (?, ?, ?)').run(
        run,
        crc32(data),
        data,
      ),
    remove: (run: number): void => void write('DELETE FROM weights WHERE run = ?').run(run),
  };
}
